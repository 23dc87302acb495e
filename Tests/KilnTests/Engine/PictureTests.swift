import Checkpoints
import Imaging
import Kiln
import KilnTesting
import Testing

/// Whole pictures against those that diffusers, transformers, open_clip and Pillow make of the same
/// checkpoints (`tools/goldens/pictures.py`).
@Suite struct PictureTests {
    /// Far below 1/255: pictures of random weights depend on small things less than real ones do.
    private static let tolerance: Float = 0.05

    @Test(arguments: [
        "sd1-euler", "sd1-euler-nv", "sd1-euler-a", "sd1-euler-a-nv", "sd1-dpmpp-2m-karras",
        "sd1-dpmpp-2m-karras-nv", "sd1-clip-skip-2-odd-size", "sdxl-euler-a",
        "sdxl-empty-negative", "sdxl-v", "hires-latent", "hires-sdxl", "hires-sdxl-crop",
    ])
    func `a picture is the independent implementation's`(name: String) async throws {
        let golden = try GoldenFile(TinyModels.fixture(name))
        let asked = golden.file.metadata
        let models = try TinyModels.shared.get()
        let plan = try models.plan { request in
            Self.fill(&request, from: asked)
        }
        let expected = try golden.floats(plan.hires == nil ? "picture" : "hr_picture")
        let images = try await run(plan).images
        let picture = try #require(images.last?.picture)
        #expect(images.count == 1)
        #expect(difference(picture.pixels, expected).mean <= Self.tolerance)
    }

    private static func fill(_ request: inout GenerationRequest, from asked: [String: String]) {
        func number(_ key: String) -> Double? { asked[key].flatMap(Double.init) }
        request.checkpoint = model(asked["model"], prediction: asked["prediction"])
        request.prompts = [asked["prompt"] ?? ""]
        request.negativePrompt = asked["negative"] ?? ""
        request.sampler = asked["sampler"] ?? ""
        request.scheduler = asked["scheduler"] ?? ""
        request.steps = Int(number("steps") ?? 0)
        request.cfgScale = number("cfg") ?? 0
        request.seed = Int(number("seed") ?? 0)
        request.rng = asked["rng"] ?? ""
        request.width = Int(number("width") ?? 0)
        request.height = Int(number("height") ?? 0)
        request.clipSkip = Int(number("clip_skip") ?? 1)
        guard let upscaler = asked["hr_upscaler"] else { return }
        var hires = HiresRequest()
        hires.checkpoint = asked["hr_model"].map { model($0, prediction: nil) }
        hires.upscaler = upscaler
        hires.scale = number("hr_scale") ?? 2
        hires.resizeX = Int(number("hr_resize_x") ?? 0)
        hires.resizeY = Int(number("hr_resize_y") ?? 0)
        hires.steps = Int(number("hr_steps") ?? 0)
        hires.denoisingStrength = number("hr_strength") ?? 0
        request.hires = hires
    }

    private static func model(_ name: String?, prediction: String?) -> String {
        prediction == "v" ? "tiny-v" : name ?? ""
    }
}
