import Foundation
import Jobs
import Kiln
import Samplers
import Testing
import Wire
import WorkerAPI

@testable import Server

/// A job's "request" makes the same job when it is sent again.
@Suite struct SentAgainTests {
    private let service: TestService
    private static let path = "/kiln/v1/jobs"

    init() throws { service = try TestService() }

    /// Numbers that are the same in every run.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// What a body may have: of each field some values, of which one or none is taken.
    private static let choices: [(String, [JSONValue])] = [
        ("prompt", ["a cat", "", "(a:1.2) [b:c:3]"]),
        (
            "prompts",
            [[["text": "x"]], [["text": "x", "seed": 7], ["text": "y", "cfg_scale": 2]]]
        ),
        ("negative_prompt", ["dogs"]), ("steps", [1, 7]), ("sampler", ["Euler a", "DDIM"]),
        ("checkpoint", ["demo-sd15", "demo-sdxl.safetensors"]), ("width", [64, 200, .null]),
        ("scheduler", ["Karras", "Beta"]), ("cfg_scale", [1, 4.5]), ("batch_size", [2]),
        ("n_iter", [3]), ("seed", [0, 4_294_967_295, -1]), ("subseed", [5]),
        ("subseed_strength", [0.25]), ("clip_skip", [2]), ("eta", [0.5]), ("rng", ["cpu"]),
        ("text", [["emphasis": "No norm", "comments": false], ["old_editing": true]]),
        ("noise", [["resize_from_width": 64, "resize_from_height": 96, "seed_delta": 31_337]]),
        ("sampling", [["s_churn": 3, "s_tmax": 9, "rho": 5, "vae_encode": "sample"]]),
        (
            "guidance",
            [
                ["rescale": 0.7, "apg": [:], "imagen": ["percentile": 0.9]],
                ["mimic": ["mode": "Linear Down", "schedule_value": 3], "freeu": ["version": 1]],
                ["pag": ["blocks": ["middle"], "blur": 3]], ["pag": ["skip": true]],
            ]
        ),
        (
            "hires",
            [
                [:], ["checkpoint": "demo-sdxl", "scale": 1.5, "prompt": "finer", "cfg_scale": 3],
                ["resize_x": 256, "resize_y": 128, "steps": 3, "upscaler": "Lanczos"], .null,
            ]
        ),
        ("keep_first_passes", [true]), ("save_before_hires", [true]), ("priority", [-3, 12]),
        ("output", [["format": "webp", "lossless": true], ["format": "jpeg", "quality": 5]]),
    ]

    private func body(_ numbers: inout Numbers) -> JSONValue {
        var body: JSONObject = ["prompt": "x", "checkpoint": "demo-sd15"]
        for (name, values) in Self.choices where Bool.random(using: &numbers) {
            body[name] = values.randomElement(using: &numbers)
        }
        return .object(body)
    }

    /// The document of a job and its request.
    private func take(_ body: JSONValue) async throws -> (document: String, request: JSONValue?) {
        let job = try await service.json(.post, Self.path, body)
        let id = try #require(job["id"]?.text.flatMap { JobID($0) })
        let bytes = try await service.desk.store.document(of: id)
        let document = try JSONDecoder().decode(JobDocument.self, from: Data(bytes))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (
            String(decoding: try encoder.encode(document), as: UTF8.self),
            try await service.request(of: id)
        )
    }

    @Test(arguments: 0..<3)
    func `what was accepted makes the same document when it is sent again`(seed: Int) async throws {
        defer { service.remove() }
        var numbers = Numbers(state: UInt64(seed))
        var taken = 0
        for _ in 0..<10 {
            let body = body(&numbers)
            // What cannot run together is refused, and not looked at here.
            guard let first = try? await take(body) else { continue }
            taken += 1
            let request = try #require(first.request, "\(body)")
            let second = try await take(request)
            #expect(second.document == first.document && second.request == request)
            #expect(request["idempotency_key"] == .null && request["from"] == nil)
        }
        #expect(taken >= 4)
    }

    @Test func `a picture is kept under a name by which it can be sent again`() async throws {
        defer { service.remove() }
        let file = JSONValue.string(Data(try StartPictureTests.file()).base64EncodedString())
        let first = try await take([
            "checkpoint": "demo-sd15", "width": 64, "height": 64,
            "image": [
                "picture": file, "mask": file, "resizing": "fill", "denoising_strength": 0.4,
                "masking": ["blur": 3, "soft": true, "content": "latent_noise", "weight": 0.5],
            ],
        ])
        let request = try #require(first.request)
        #expect(request["image"]?["picture"]?.text?.count == 64)
        let second = try await take(request)
        #expect(second.document == first.document && second.request == request)
    }

    @Test(
        arguments: [
            { $0.output.hasInfotext = false }, { $0.request.samplerOptions.lcmTimesteps = 25 },
            { $0.request.samplerOptions.gradientGamma = 3 }, { $0.request.dtype = "float32" },
        ] as [@Sendable (inout Order) -> Void])
    func `what has no word on this API is not told as if it had`(
        change: @Sendable (inout Order) -> Void
    ) async throws {
        defer { service.remove() }
        var order = service.order()
        order.kind = "sdapi"
        change(&order)
        let job = try await service.intake.take(order, owner: "me").job
        #expect(try await service.request(of: job.id) == nil)
        let plain = try await service.intake.take(service.order(), owner: "me").job
        #expect(try await service.request(of: plain.id) != nil)
    }
}
