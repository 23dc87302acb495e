import Kiln
import Samplers
import Testing
import WebUI
import Wire

@testable import Server

/// Which fields a refusal names, and in whose words.
@Suite struct FaultTests {
    private func refusal(
        _ path: String, _ body: JSONValue, _ dialect: ErrorBody.Dialect = .kiln
    ) async throws -> APIError {
        let service = try TestService()
        defer { service.remove() }
        do {
            _ = try await service.answer(.post, path, body)
            throw APIError.notFound("a refusal")
        } catch {
            return APIError(error, dialect: dialect, logger: nil)
        }
    }

    @Test func `all names that lead nowhere are told at once, each with its field`() async throws {
        let error = try await refusal(
            "/kiln/v1/plan",
            [
                "prompt": "x", "checkpoint": "demo-sd15", "rng": "r",
                "hires": ["sampler": "q", "scheduler": "w", "checkpoint": "nosuch"],
            ])
        #expect(
            error.faults.map(\.field) == [
                "rng", "hires.checkpoint", "hires.sampler", "hires.scheduler",
            ])
        for fault in error.faults { #expect(error.message.contains(fault.message.prefix(40))) }
    }

    @Test func `a refusal that is no single value's comes first`() async throws {
        let error = try await refusal(
            "/kiln/v1/plan",
            [
                "prompt": "x", "checkpoint": "demo-sd15",
                "hires": ["checkpoint": "demo-sdxl", "upscaler": "Latent", "resize_x": 10],
            ])
        #expect(error.message.hasPrefix("hires.resize_x is 10; it may be from 64 to 16384."))
        #expect(error.faults.map(\.field) == ["hires.resize_x"])
        let hop = try await refusal(
            "/kiln/v1/plan",
            [
                "prompt": "x", "checkpoint": "demo-sd15", "rng": "r",
                "hires": ["checkpoint": "demo-sdxl", "upscaler": "Latent"],
            ])
        #expect(hop.message.hasPrefix("the upscaler \"Latent\" works on latents"))
        #expect(hop.faults.map(\.field) == ["hires.upscaler", "rng"])
    }

    @Test func `each API is answered in its own words`() async throws {
        let size = try await refusal(
            "/sdapi/v1/txt2img", ["prompt": "x", "enable_hr": true, "hr_resize_x": 10], .webUI)
        #expect(size.message.hasPrefix("hr_resize_x is 10"))
        #expect(size.faults.map(\.field) == ["hr_resize_x"])
        let names = try await refusal(
            "/sdapi/v1/txt2img",
            [
                "prompt": "x", "enable_hr": true, "hr_sampler_name": "q", "hr_scheduler": "w",
                "override_settings": ["sd_model_checkpoint": "demo-sd15"],
            ], .webUI)
        #expect(names.faults.map(\.field) == ["hr_sampler_name", "hr_scheduler"])
        let openAI = try await refusal(
            "/v1/images/generations",
            ["prompt": "x", "model": "demo-sd15", "size": "10x512"], .openAI)
        #expect(openAI.message.hasPrefix("size is 10;"))
        let body = try JSONValue(
            parsing: openAI.body(.openAI))
        #expect(body["error"]?["param"] == "size")
    }

    @Test func `a body's values are told by their fields, in every dialect`() async throws {
        let error = try await refusal("/kiln/v1/plan", ["width": 12, "hires": ["sclae": 2]])
        #expect(error.faults.map(\.field) == ["width", "hires.sclae"])
        let kiln = try JSONValue(parsing: error.body(.kiln))
        #expect(kiln["error"]?["fields"]?.list?.first?["field"] == "width")
        #expect(
            kiln["error"]?["fields"]?.list?.first?["message"]?.text?.hasPrefix("width is 12")
                == true)
        #expect(try JSONValue(parsing: error.body(.webUI))["fields"]?.list?.count == 2)
        #expect(try JSONValue(parsing: error.body(.openAI))["error"]?["param"] == "width")
    }

    /// A request that breaks every rule of a number.
    private static let worst: GenerationRequest = {
        var request = GenerationRequest()
        request.prompts = ["x"]
        (request.width, request.height, request.steps) = (0, 0, 0)
        (request.batchSize, request.iterations, request.text.clipSkip) = (0, 0, 0)
        (request.seed, request.subseed, request.cfgScale) = (-2, -2, -1)
        request.prompts[0].hiresCfgScale = -1
        request.variation.subseedStrength = 2
        request.variation.seedDelta = 9_999_999_999
        request.variation.resizeFrom = PixelSize(width: 1, height: 1)
        request.samplerOptions.eta = -1
        request.samplerOptions.churn = -1
        request.samplerOptions.churnMin = -1
        request.samplerOptions.churnMax = -1
        request.samplerOptions.noiseScale = -1
        request.guidance.minimumSigma = -1
        request.guidance.skipEarly = -1
        request.guidance.rescale = -1
        request.refiner = RefinerRequest(checkpoint: "x", switchAt: 2)
        var hires = HiresRequest()
        (hires.scale, hires.resizeX, hires.resizeY, hires.steps) = (0, 1, 1, -1)
        (hires.cfgScale, hires.sampler, hires.scheduler) = (-1, "q", "w")
        (hires.checkpoint, hires.modules, hires.upscaler) = ("x", ["x"], "x")
        request.hires = hires
        (request.sampler, request.scheduler, request.rng) = ("q", "w", "r")
        (request.checkpoint, request.modules, request.styles) = ("x", ["x"], ["x"])
        return request
    }()

    @Test func `whatever a plan is refused for, /kiln/v1 has a field of that name`() throws {
        let service = try TestService()
        defer { service.remove() }
        let faults = Planner(service.intake.shelf.models).faults(in: Self.worst)
        #expect(faults.count > 30)
        let preset = JobBody.full.json
        for fault in faults {
            let path = OptionNames.name(of: fault.option, in: .kiln).split(separator: ".")
            let value = path.reduce(preset as JSONValue?) { $0?[String($1)] }
            #expect(value != nil, "\(fault.option) is \(path.joined(separator: "."))")
        }
    }

    @Test func `whatever a plan is refused for, the web UI's API has a field of that name`() throws
    {
        let service = try TestService()
        defer { service.remove() }
        let names = ImageToImageBody.fields.map(\.name) + TextToImageBody.fields.map(\.name)
        let options = WebUIOptions.fields.map { "override_settings.\($0.name)" }
        for fault in Planner(service.intake.shelf.models).faults(in: Self.worst)
        where !["--cfg-rescale", "--skip-early-cond"].contains(fault.option) {
            let name = OptionNames.name(of: fault.option, in: .webUI)
            #expect((names + options).contains(name), "\(fault.option) is \(name)")
        }
    }
}

extension APIError {
    /// The body of its answer.
    fileprivate func body(_ dialect: ErrorBody.Dialect) throws -> [UInt8] {
        guard case .bytes(let bytes, _) = reply(dialect, requestID: "r").body else { return [] }
        return bytes
    }
}

extension JobBody {
    /// A body that has all of its parts.
    fileprivate static var full: JobBody {
        var body = JobBody()
        body.hires = HiresBody()
        body.refiner = RefinerBody()
        body.image = PictureBody()
        body.guidance.projection = ProjectionBody()
        body.guidance.mimic = MimicBody()
        body.guidance.imagen = ImagenBody()
        body.guidance.perturbation = PerturbationBody()
        body.guidance.freeU = FreeUBody()
        return body
    }
}
