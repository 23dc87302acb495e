import Imaging
import Kiln
import KilnTesting
import Testing

/// Checkpoints whose UNet sees a mask and what the mask leaves of a picture.
@Suite struct InpaintingTests {
    @Test(arguments: [
        "inpaint-text", "inpaint-hires", "inpaint-image", "inpaint-mask", "inpaint-part",
    ])
    func `an inpainting checkpoint's picture is the independent implementation's`(
        name: String
    ) async throws {
        let distance = try await distance(fromGolden: name)
        #expect(distance <= pictureTolerance)
    }

    /// A hires pass whose size is cut, by each way.
    @Test(arguments: ["Latent", "Lanczos"], ["tiny-inpaint", "tiny-sd1"])
    func `an inpainting checkpoint runs in a hires pass`(
        upscaler: String, first: String
    ) async throws {
        for (x, y) in [(128, 96), (100, 100), (0, 0)] {
            let plan = try TinyModels.shared.get().plan {
                $0.checkpoint = first
                $0.steps = 2
                $0.hires = HiresRequest()
                $0.hires?.checkpoint = "tiny-inpaint"
                $0.hires?.upscaler = upscaler
                $0.hires?.resizeX = x
                $0.hires?.resizeY = y
            }
            let picture = try #require(try await run(plan).images.last).picture
            #expect(picture.width == (x == 0 ? 128 : x / 8 * 8))
            #expect(picture.height == (y == 0 ? 128 : y / 8 * 8))
        }
    }

    @Test func `prompts of one batch share what an inpainting checkpoint sees`() async throws {
        func pictures(_ prompts: [PromptRequest], batch: Int, seed: Int) async throws -> [[Float]] {
            let plan = try TinyModels.shared.get().plan {
                try $0.take(GoldenFile(TinyModels.fixture("inpaint-mask")))
                $0.steps = 4
                $0.prompts = prompts
                $0.seed = seed
                $0.batchSize = batch
            }
            return try await run(plan).images.map(\.picture.pixels)
        }
        let together = try await pictures(["a cat AND a dog"], batch: 2, seed: 3)
        for (k, picture) in together.enumerated() {
            let single = try await pictures(["a cat AND a dog"], batch: 1, seed: 3 + k)
            #expect(difference(picture, single[0]).greatest.rounded() <= 1)
        }
    }
}
