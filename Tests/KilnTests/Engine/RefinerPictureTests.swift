import Imaging
import Kiln
import KilnTesting
import Testing

/// The SDXL refiner by itself, and models that take over a pass.
@Suite struct RefinerPictureTests {
    @Test(arguments: [
        "refiner", "refiner-noise", "refiner-heun", "refiner-alone", "refiner-sd1", "refiner-image",
        "refiner-hires",
    ])
    func `a refined picture is the independent implementation's`(name: String) async throws {
        let distance = try await distance(fromGolden: name)
        #expect(distance <= pictureTolerance)
    }

    @Test func `a refined batch is what single runs give`() async throws {
        func pictures(seed: Int, batch: Int) async throws -> [[Float]] {
            let plan = try TinyModels.shared.get().plan {
                try $0.take(GoldenFile(TinyModels.fixture("refiner-noise")))
                $0.seed = seed
                $0.batchSize = batch
            }
            return try await run(plan).images.map(\.picture.pixels)
        }
        let batch = try await pictures(seed: 7, batch: 2)
        for (k, picture) in batch.enumerated() {
            let single = try await pictures(seed: 7 + k, batch: 1)
            #expect(difference(picture, single[0]).greatest <= 1)
        }
        #expect(difference(batch[0], batch[1]).greatest > 1)
    }
}
