import Imaging
import Kiln
import KilnTesting
import Samplers
import Testing

/// Every sampler through the whole engine.
@Suite struct SamplerPictureTests {
    private func pictures(
        _ sampler: String, seed: Int, batch: Int
    ) async throws -> [[Float]] {
        let plan = try TinyModels.shared.get().plan {
            $0.steps = 5
            $0.sampler = sampler
            $0.seed = seed
            $0.batchSize = batch
            $0.samplerOptions.eta = 0.8
        }
        return try await run(plan).images.map(\.picture.pixels)
    }

    @Test(arguments: SamplerKind.all)
    func `a batch gives what single runs give, to the seed`(kind: SamplerKind) async throws {
        let batch = try await pictures(kind.name, seed: 7, batch: 2)
        #expect(batch.count == 2)
        #expect(batch == (try await pictures(kind.name, seed: 7, batch: 2)))
        for (index, picture) in batch.enumerated() {
            let single = try await pictures(kind.name, seed: 7 + index, batch: 1)
            #expect(difference(picture, try #require(single.first)).greatest <= 1)
        }
        #expect(difference(batch[0], batch[1]).greatest > 1)
    }

    @Test(arguments: SamplerKind.all)
    func `a hires pass runs with every sampler`(kind: SamplerKind) async throws {
        let plan = try TinyModels.shared.get().plan {
            $0.steps = 4
            $0.sampler = kind.name
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "tiny-sdxl"
        }
        let image = try #require(try await run(plan).images.first)
        #expect(image.picture.pixels.contains { $0 > 0.05 && $0 < 0.95 })
    }

    @Test(arguments: ScheduleKind.all)
    func `a picture is made with every schedule`(kind: ScheduleKind) async throws {
        let plan = try TinyModels.shared.get().plan {
            $0.steps = 5
            $0.sampler = "Euler"
            $0.scheduler = kind.label
        }
        #expect(try await run(plan).images.count == 1)
    }
}
