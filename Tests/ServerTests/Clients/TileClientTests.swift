import Foundation
import Imaging
import Testing

/// "SD upscale" with the engine.
@Suite(.serialized) struct TileClientTests {
    private let file: String

    init() throws {
        let pixels = (0..<3 * 64 * 64).map { UInt8(truncatingIfNeeded: $0) }
        let picture = try Image8(width: 64, height: 64, channels: 3, pixels: pixels)
        file = Data(try PNG.encode(picture, texts: [])).base64EncodedString()
    }

    private func body(_ rest: String, factor: Double = 1.5) -> String {
        """
        {"init_images": ["\(file)"], "prompt": "a red circle", "width": 64, "height": 64,
        "seed": 3, "denoising_strength": 0.5, \(rest),
        "script_name": "SD upscale", "script_args": [null, 16, "Lanczos", \(factor)]}
        """
    }

    /// What an answer's `info` says.
    private func info(_ answer: [String: Any]) throws -> [String: Any] {
        let text = try #require(answer["info"] as? String)
        return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    }

    private func size(_ image: String) throws -> [Int] {
        let picture = try ImageFile.decode([UInt8](#require(Data(base64Encoded: image))))
        return [picture.width, picture.height]
    }

    @Test func `there is one picture for each batch, and batches of any size change none`() throws {
        let server = try RunningServer()
        defer { server.stop() }
        func upscaled(_ rest: String) throws -> [String: Any] {
            try server.json("/sdapi/v1/img2img", body(#""steps": 2, \#(rest)"#))
        }
        let one = try upscaled(#""batch_size": 1, "n_iter": 1"#)["images"] as? [String]
        let answer = try upscaled(#""batch_size": 2, "n_iter": 2"#)
        let images = try #require(answer["images"] as? [String])
        #expect(images.count == 2 && images.first == one?.first && images[0] != images[1])
        #expect(try images.map(size) == [[96, 96], [96, 96]])
        let info = try info(answer)
        #expect(info["all_seeds"] as? [Int] == [3, 4])
        let infotexts = try #require(info["infotexts"] as? [String])
        #expect(infotexts.map { $0.contains("Seed: 3,") } == [true, false])
        let facts = "SD upscale overlap: 16, SD upscale upscaler: Lanczos, Version: "
        #expect(infotexts.count == 2 && infotexts.allSatisfy { $0.contains(facts) })
    }

    @Test func `tiles need not be of whole latent cells, nor as large as was asked for`() throws {
        let server = try RunningServer()
        defer { server.stop() }
        for side in [100, 256] {
            let answer = try server.json(
                "/sdapi/v1/img2img",
                """
                {"init_images": ["\(file)"], "width": \(side), "height": \(side), "steps": 2,
                "denoising_strength": 0.5, "script_name": "SD upscale",
                "script_args": [null, 16, "Lanczos", 2]}
                """)
            #expect(try (answer["images"] as? [String])?.map(size) == [[128, 128]])
        }
    }

    @Test func `tiles count as jobs, one after the other, and what is made is kept`() async throws {
        let server = try RunningServer()
        defer { server.stop() }
        let body = body(#""steps": 40, "n_iter": 2"#, factor: 4)
        async let answer = Task.detached {
            try server.bytes("/sdapi/v1/img2img", body)
        }.value
        var (counts, numbers, shares): ([Int], [Int], [Double]) = ([], [], [])
        let hasTiles = try waiting {
            let progress = try server.json("/sdapi/v1/progress")
            guard let state = progress["state"] as? [String: Any],
                let count = state["job_count"] as? Int, state["sampling_steps"] as? Int ?? 0 > 0
            else { return false }
            counts.append(count)
            numbers.append(state["job_no"] as? Int ?? -1)
            shares.append(progress["progress"] as? Double ?? -1)
            return numbers.last ?? 0 > 0
        }
        _ = try server.json("/sdapi/v1/interrupt", "{}")
        // Enlarged fourfold to 256×256, with an overlap of 16: 5×5 tiles.
        #expect(hasTiles && Set(counts) == [50])
        #expect(shares == shares.sorted())
        let json = try JSONSerialization.jsonObject(with: try await answer) as? [String: Any]
        let images = try #require(json?["images"] as? [String])
        #expect(try images.map(size) == [[256, 256]])
    }
}
