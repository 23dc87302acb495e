import Imaging
import Kiln
import KilnTesting
import Testing

/// Passes that begin with a picture, all of it or a part of it.
@Suite struct ImageToImageTests {
    @Test(arguments: [
        "img2img-stretch", "img2img-crop", "img2img-fill", "img2img-latent", "img2img-sdxl",
        "img2img-one-step",
        "mask-original", "mask-fill", "mask-noise", "mask-nothing", "mask-soft", "mask-heun",
        "mask-part", "mask-part-fill", "mask-sdxl",
    ])
    func `a picture made of a picture is the independent implementation's`(
        name: String
    ) async throws {
        let distance = try await distance(fromGolden: name)
        #expect(distance <= pictureTolerance)
    }

    private func given(_ name: String) throws -> Image8 {
        try GoldenFile(TinyModels.fixture(name)).image("given")
    }

    private func plan(
        _ golden: String, _ change: (inout GenerationRequest) throws -> Void
    ) throws -> Plan {
        try TinyModels.shared.get().plan {
            try $0.take(GoldenFile(TinyModels.fixture(golden)))
            try change(&$0)
        }
    }

    @Test(arguments: ["mask-original", "mask-fill", "mask-nothing", "mask-part"])
    func `outside of a mask the picture is the original to the bit`(name: String) async throws {
        let plan = try plan(name) {
            $0.image?.settings.canvas.resizeMode = .stretch
            guard let image = $0.image, !image.settings.canvas.mask.isOnlyMasked else { return }
            ($0.width, $0.height) = (image.picture.width, image.picture.height)
        }
        let original = try given(name)
        let made = Image8(try #require(try await run(plan).images.first).picture)
        let seen = try #require(plan.start?.canvas.overlayMask)
        #expect([made.width, made.height] == [original.width, original.height])
        var (kept, changed) = (0, 0)
        for place in made.pixels.indices {
            if seen.pixels[place / 3] == 0 {
                kept += 1
                #expect(made.pixels[place] == original.pixels[place])
            } else if made.pixels[place] != original.pixels[place] {
                changed += 1
            }
        }
        #expect(kept > 1000)
        #expect(changed > 1000)
    }

    @Test func `a black mask over the whole picture gives the original back`() async throws {
        let original = try given("mask-original")
        let plan = try plan("mask-original") {
            $0.image?.mask = try Image8(
                width: original.width, height: original.height, channels: 1,
                pixels: [UInt8](repeating: 0, count: original.width * original.height))
        }
        let made = try #require(try await run(plan).images.first).picture
        #expect(Image8(made) == original)
    }

    @Test func `strength zero leaves nearly what the VAE leaves`() async throws {
        func picture(_ change: (inout GenerationRequest) -> Void) async throws -> [Float] {
            let plan = try plan("img2img-stretch") {
                $0.image?.settings.denoisingStrength = 0
                change(&$0)
            }
            return try #require(try await run(plan).images.first).picture.pixels
        }
        // No step at all: the picture through the VAE and back.
        let trip = try await picture { $0.image?.settings.fixesSteps = true }
        let otherSeed = try await picture {
            $0.image?.settings.fixesSteps = true
            $0.seed = 7
        }
        #expect(otherSeed == trip)
        // One step from the least noise, as in the web UI.
        let once = try await picture { _ in }
        let more = try await picture { $0.image?.settings.denoisingStrength = 0.4 }
        #expect(difference(once, trip).mean > 0)
        #expect(difference(once, trip).mean < difference(more, trip).mean / 2)
    }

    @Test func `latent noise in a masked part is the seed's, whatever the subseed`() async throws {
        func picture(subseed: Int, strength: Double) async throws -> Image8 {
            let plan = try plan("mask-noise") {
                $0.image?.settings.fixesSteps = true
                $0.image?.settings.denoisingStrength = 0
                $0.subseed = subseed
                $0.variation.subseedStrength = strength
            }
            return Image8(try #require(try await run(plan).images.first).picture)
        }
        let plain = try await picture(subseed: 1, strength: 0)
        #expect(try await picture(subseed: 2, strength: 0.5) == plain)
    }

    @Test(arguments: ["img2img-latent", "mask-noise", "mask-part-fill", "mask-heun"])
    func `a batch of pictures is what single runs give`(name: String) async throws {
        func pictures(seed: Int, batch: Int, _ encoding: LatentEncoding) async throws -> [[Float]] {
            let plan = try plan(name) {
                $0.steps = 5
                $0.seed = seed
                $0.batchSize = batch
                $0.encoding = encoding
            }
            return try await run(plan).images.map(\.picture.pixels)
        }
        for encoding in LatentEncoding.allCases {
            let batch = try await pictures(seed: 7, batch: 3, encoding)
            #expect(batch.count == 3)
            for (k, picture) in batch.enumerated() {
                let single = try await pictures(seed: 7 + k, batch: 1, encoding)
                // In 8 bits a difference that is not none is a whole level.
                #expect(difference(picture, single[0]).greatest.rounded() <= 1)
            }
            #expect(difference(batch[0], batch[1]).greatest > 1)
        }
    }

    @Test func `an unmasked picture keeps what is between two levels`() async throws {
        let plan = try plan("img2img-stretch") { $0.steps = 2 }
        let pixels = try #require(try await run(plan).images.first).picture.pixels
        #expect(pixels.contains { abs(($0 * 255).rounded() - $0 * 255) > 0.25 })
    }
}
