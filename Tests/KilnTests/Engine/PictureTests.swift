import Checkpoints
import Imaging
import Kiln
import KilnTesting
import Testing

/// Whole pictures against those that diffusers, transformers, open_clip and Pillow make of the same
/// checkpoints (`tools/goldens/pictures.py`).
@Suite struct PictureTests {
    @Test(arguments: [
        "sd1-euler", "sd1-euler-nv", "sd1-euler-a", "sd1-euler-a-nv", "sd1-dpmpp-2m-karras",
        "sd1-dpmpp-2m-karras-nv", "sd1-clip-skip-2-odd-size", "sdxl-euler-a",
        "sdxl-empty-negative", "sdxl-v", "hires-latent", "hires-sdxl", "hires-sdxl-crop",
    ])
    func `a picture is the independent implementation's`(name: String) async throws {
        let golden = try GoldenFile(TinyModels.fixture(name))
        let asked = GoldenMetadata(golden.file.metadata)
        let models = try TinyModels.shared.get()
        let plan = try models.plan { request in
            request.take(asked)
        }
        let expected = try golden.floats(plan.hires == nil ? "picture" : "hr_picture")
        let images = try await run(plan).images
        let picture = try #require(images.last?.picture)
        #expect(images.count == 1)
        #expect(difference(picture.pixels, expected).mean <= pictureTolerance)
    }
}
