import Foundation
import Jobs
import Testing
import Wire
import WorkerAPI

@testable import Server

/// What clients are told of names and files: a name as they wrote it, a file as the model folder has it.
@Suite struct SentenceTests {
    /// A model folder with files of all kinds that cannot be read.
    private static func brokenModels() throws -> String {
        let folder = NSTemporaryDirectory() + "kiln broken \(UUID().uuidString)/models"
        let files = FileManager.default
        for name in [
            "Stable-diffusion/nested/deep/broken.safetensors", "VAE/bad vae.safetensors",
            "Lora/some/broken.safetensors", "embeddings/deep/brokenword.pt",
            "Stable-diffusion/pipe/unet/diffusion_pytorch_model.safetensors",
        ] {
            let url = URL(fileURLWithPath: folder + "/" + name)
            try files.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("junk".utf8).write(to: url)
        }
        try Data("{\"_class_name\": \"StableDiffusionPipeline\"}".utf8).write(
            to: URL(fileURLWithPath: folder + "/Stable-diffusion/pipe/model_index.json"))
        let demo = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../models/Stable-diffusion").standardized.path
        try files.copyItem(
            atPath: demo + "/demo-sd15.safetensors",
            toPath: folder + "/Stable-diffusion/demo-sd15.safetensors")
        try Data([0xFF, 0xFE, 0x00, 0xFF]).write(to: URL(fileURLWithPath: folder + "/styles.csv"))
        return folder
    }

    /// The refusal of a plan.
    private func refusal(
        _ service: TestService, _ body: JSONValue, _ path: String = "/kiln/v1/plan",
        _ dialect: ErrorBody.Dialect = .kiln
    ) async throws -> APIError? {
        do {
            _ = try await service.json(.post, path, body)
            return nil
        } catch {
            return APIError(error, dialect: dialect, logger: nil)
        }
    }

    private static let names = [
        "SD15/anime/foo", "/etc/models/foo", "a/b", "--hr-checkpoint", "x --width y", "1/2/3 body",
        "/", "//a//b//", "über/größe/ö", "C:\\models\\foo", "../../etc/passwd/", "'/a/b/c'",
    ]

    @Test func `a name is told as the client has written it`() async throws {
        let service = try TestService()
        defer { service.remove() }
        for name in Self.names {
            let written = JSONValue.string(name)
            for body: JSONValue in [
                ["prompt": "", "checkpoint": written],
                ["prompt": "", "checkpoint": "demo-sd15", "modules": [written]],
                ["prompt": "", "checkpoint": "demo-sd15", "styles": [written], "sampler": written],
                [
                    "prompt": "", "checkpoint": "demo-sd15",
                    "hires": ["upscaler": written, "checkpoint": written],
                ],
            ] {
                let error = try #require(try await refusal(service, body))
                #expect(error.message.contains("\"\(name)\""), "\(error.message)")
                for fault in error.faults {
                    #expect(fault.message.contains("\"\(name)\""), "\(fault.message)")
                }
            }
        }
    }

    @Test func `a LoRA in folders is told with them`() async throws {
        let service = try TestService()
        defer { service.remove() }
        let error = try await refusal(
            service, ["checkpoint": "demo-sd15", "prompt": "x <lora:a/b/c/d:1>"])
        #expect(error?.message.contains("no LoRA \"a/b/c/d\"") == true)
    }

    @Test(
        arguments: [
            (
                ["prompt": "", "checkpoint": "broken"],
                "Stable-diffusion/nested/deep/broken.safetensors is"
            ),
            (
                ["prompt": "", "checkpoint": "pipe"],
                "Stable-diffusion/pipe/unet/diffusion_pytorch_model.safetensors"
            ),
            (
                ["prompt": "", "checkpoint": "demo-sd15", "modules": ["bad vae"]],
                "VAE/bad vae.safetensors is"
            ),
            (
                ["checkpoint": "demo-sd15", "prompt": "<lora:broken:1>"],
                "Lora/some/broken.safetensors is"
            ),
            (["prompt": "", "checkpoint": "demo-sd15", "styles": ["x"]], "styles.csv"),
            (["prompt": "", "checkpoint": "no such"], "Stable-diffusion"),
        ] as [(JSONValue, String)])
    func `a file is told from the model folder on`(body: JSONValue, words: String) async throws {
        let models = try Self.brokenModels()
        defer {
            try? FileManager.default.removeItem(atPath: String(models.dropLast("/models".count)))
        }
        for folder in [models, Self.relative(models)] {
            let service = try TestService(models: folder)
            defer { service.remove() }
            let error = try #require(try await refusal(service, body))
            #expect(error.message.contains(words), "\(error.message)")
            for part in ["kiln broken", "..", NSTemporaryDirectory(), service.folder] {
                #expect(!error.message.contains(part), "\(error.message)")
            }
        }
    }

    /// An absolute path from the working folder on.
    private static func relative(_ path: String) -> String {
        let depth = FileManager.default.currentDirectoryPath.split(separator: "/").count
        return String(repeating: "../", count: depth) + path.dropFirst()
    }

    @Test func `notes of a plan and lists of models tell files from the model folder on`()
        async throws
    {
        let models = try Self.brokenModels()
        let service = try TestService(models: models)
        defer {
            service.remove()
            try? FileManager.default.removeItem(atPath: String(models.dropLast("/models".count)))
        }
        let plan = try await service.json(
            .post, "/kiln/v1/plan", ["checkpoint": "demo-sd15", "prompt": "a brokenword"])
        let notes = (plan["notes"]?.list ?? []).compactMap(\.text)
        #expect(notes.contains { $0.contains(": embeddings/deep/brokenword.pt is") }, "\(notes)")
        try FileManager.default.removeItem(atPath: models + "/styles.csv")
        let list = try await service.json(.get, "/kiln/v1/models").serialised
        #expect(list.contains("Lora/some/broken.safetensors is"))
        #expect(!(plan.serialised + list).contains("kiln broken"))
    }

    @Test(arguments: [
        ("/a/b/c.so cannot be opened", "c.so cannot be opened"),
        ("cannot open /opt/x/lib.so: no such file", "cannot open lib.so: no such file"),
        (
            "[enforce at /pytorch/c10/alloc.cpp:117] no memory",
            "[enforce at alloc.cpp:117] no memory"
        ),
        ("file:/home/me/x.pt", "file:x.pt"),
        (
            "http://127.0.0.1:7860/worker/v1/jobs said 503",
            "http://127.0.0.1:7860/worker/v1/jobs said 503"
        ),
        ("there is no checkpoint \"/a/b/c\" in x", "there is no checkpoint \"/a/b/c\" in x"),
        ("1/2/3 body, and/or, n/a", "1/2/3 body, and/or, n/a"),
        ("a \" that is never closed, /a/b/c", "a \" that is never closed, c"),
        ("/home/a b/models/x is broken; see /home/a b", "x is broken; see a b"),
    ])
    func `what others say is told without the places of files`(sentence: String, told: String) {
        #expect(sentence.placeless(roots: ["/home/a b/models", "/x"]) == told)
    }

    @Test func `a worker's failure tells no place of its machine`() async throws {
        let service = try TestService()
        defer { service.remove() }
        let job = try await service.intake.take(service.order(), owner: "me").job
        let claim = try #require(
            try await service.desk.claim(ClaimRequest(worker: "w", device: "cpu", resident: [])))
        let lease = Lease(job: job.id, attempt: claim.attempt, worker: WorkerID("w"))
        let reason =
            "torch failed: \(NSHomeDirectory())/lib/libtorch.so: bad, at /src/aten/x.cpp:1; "
            + "use --hr-module or --dtype, not \"--hr-module\""
        try await service.desk.end(lease, OutcomeReport(.failed, reason: reason))
        let view = try await service.json(.get, "/kiln/v1/jobs/\(job.id)")
        let told =
            "torch failed: lib/libtorch.so: bad, at x.cpp:1; use hires.modules or --dtype, "
            + "not \"--hr-module\""
        #expect(view["error"]?["message"] == .string(told))
    }

    @Test func `a disk that fails is told without its files`() {
        for error in [JobStoreError.io("cannot write /a b/c"), .full("cannot write /a b/c")] {
            let told = APIError(error, logger: nil)
            #expect(!told.message.contains("/a") && told.message.contains("disk"))
        }
    }
}
