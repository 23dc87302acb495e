import HTTPTypes
import Kiln
import Testing
import WebUI
import Wire

@testable import Server

/// Options that name models, as clients set and see them.
@Suite struct ModelOptionTests {
    private func refusal(_ service: TestService, _ values: JSONValue) async -> APIError? {
        do {
            _ = try await service.answer(.post, "/sdapi/v1/options", values)
            return nil
        } catch {
            return APIError(error, logger: nil)
        }
    }

    @Test func `the checkpoint's title is shown, whatever name it was set by`() async throws {
        let service = try TestService()
        defer { service.remove() }
        guard case .array(let models) = try await service.json(.get, "/sdapi/v1/sd-models") else {
            Issue.record("no list of models")
            return
        }
        let titles = models.map { $0["title"] }
        func shown() async throws -> JSONValue? {
            try await service.json(.get, "/sdapi/v1/options")["sd_model_checkpoint"]
        }
        #expect(try await shown() == titles[0])
        for name in ["DEMO-SDXL", "/models/Stable-diffusion/demo-sdxl.safetensors"] {
            let none: JSONValue = ["sd_model_checkpoint": "None"]
            #expect(try await service.json(.post, "/sdapi/v1/options", none) == .null)
            #expect(try await shown() == titles[0])
            let answer = try await service.json(
                .post, "/sdapi/v1/options", ["sd_model_checkpoint": .string(name)])
            #expect(answer == .null)
            #expect(try await shown() == titles[1])
        }
    }

    @Test(
        arguments: [
            ["sd_vae": "vae-ft-mse-840000-ema-pruned.safetensors"],
            ["forge_additional_modules": ["nope.safetensors"]], ["sd_model_checkpoint": "nine"],
        ] as [JSONValue])
    func `a model that there is not is refused, and nothing is kept`(
        values: JSONValue
    ) async throws {
        let service = try TestService()
        defer { service.remove() }
        let before = try await service.json(.get, "/sdapi/v1/options")
        let error = try #require(await refusal(service, values))
        #expect(error.status.code == 422 && error.message.contains("there is no "))
        #expect(try await service.json(.get, "/sdapi/v1/options") == before)
    }

    @Test func `settings of a request that stay are kept by the same names, unless it is refused`()
        async throws
    {
        let service = try TestService()
        defer { service.remove() }
        let body: JSONValue = [
            "width": 64, "height": 64, "steps": 1,
            "override_settings": ["sd_model_checkpoint": "DEMO-sdxl"],
            "override_settings_restore_afterwards": false,
        ]
        var refused = body.members ?? [:]
        refused["refiner_checkpoint"] = "nine"
        await #expect(throws: RequestRefusal.self) {
            try await service.answer(.post, "/sdapi/v1/txt2img", .object(refused))
        }
        #expect(
            WebUIState(folder: service.folder, program: "/bin/false").options.models.checkpoint
                == nil)
        _ = try await service.answer(.post, "/sdapi/v1/txt2img", body)
        #expect(
            WebUIState(folder: service.folder, program: "/bin/false").options.models.checkpoint
                == "demo-sdxl.safetensors")
    }
}
