import Imaging
import Kiln
import KilnTesting
import Testing

@Suite struct VariationTests {
    private func pictures(
        _ change: (inout GenerationRequest) -> Void
    ) async throws -> [[Float]] {
        let plan = try TinyModels.shared.get().plan {
            $0.steps = 4
            $0.sampler = "Euler a"
            change(&$0)
        }
        return try await run(plan).images.map(\.picture.pixels)
    }

    @Test func `a subseed of full strength is the seed of the noise`() async throws {
        let full = try await pictures {
            $0.sampler = "Euler"
            $0.seed = 1
            $0.subseed = 2
            $0.variation.subseedStrength = 1
        }
        let other = try await pictures {
            $0.sampler = "Euler"
            $0.seed = 2
        }
        #expect(difference(full[0], other[0]).greatest <= 1)
    }

    @Test func `variations keep the seed and count the subseed`() async throws {
        let models = try TinyModels.shared.get()
        let plan = try models.plan {
            $0.seed = 5
            $0.subseed = 10
            $0.variation.subseedStrength = 0.3
            $0.batchSize = 3
        }
        #expect(plan.images.map(\.seed) == [5, 5, 5])
        #expect(plan.images.map(\.subseed) == [10, 11, 12])
        let together = try await pictures {
            $0.seed = 5
            $0.subseed = 10
            $0.variation.subseedStrength = 0.3
            $0.batchSize = 2
        }
        let second = try await pictures {
            $0.seed = 5
            $0.subseed = 11
            $0.variation.subseedStrength = 0.3
        }
        #expect(difference(together[1], second[0]).greatest <= 1)
    }

    @Test func `a seed delta changes what comes after the first noise`() async throws {
        let plain = try await pictures { _ in }
        let moved = try await pictures { $0.variation.seedDelta = 31_337 }
        #expect(difference(plain[0], moved[0]).greatest > 1)
        let still = try await pictures {
            $0.sampler = "Euler"
            $0.variation.seedDelta = 31_337
        }
        #expect(try await pictures { $0.sampler = "Euler" } == still)
    }

    @Test func `noise of another size is put in the middle`() async throws {
        let same = try await pictures {
            $0.variation.resizeFrom = PixelSize(width: 64, height: 64)
        }
        #expect(try await pictures { _ in } == same)
        let small = try await pictures {
            $0.variation.resizeFrom = PixelSize(width: 64, height: 64)
            $0.width = 96
        }
        #expect(difference(small[0], try await pictures { $0.width = 96 }[0]).greatest > 1)
    }
}
