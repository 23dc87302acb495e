import Testing

@testable import Samplers

@Suite struct ForgeNoiseTests {
    @Test func `every schedule of every golden is the web UI's`() throws {
        let recorded = try ForgeNoise.load().schedules
        #expect(Set(recorded.map(\.schedule)).count == ScheduleKind.all.count - 1)
        for golden in recorded {
            let table = golden.lcm ? NoiseTable.stableDiffusion.every(20) : .stableDiffusion
            var sigmas = try ScheduleKind(named: golden.schedule)
                .sigmas(steps: golden.steps + (golden.discard ? 1 : 0), table: table)
            if golden.discard { sigmas = sigmas.droppingPenultimate }
            #expect(sigmas.values.count == golden.sigmas.count, "\(golden.id)")
            for (sigma, expected) in zip(sigmas.values, golden.sigmas) {
                #expect(abs(sigma - expected) <= 1e-6 * expected, "\(golden.id): \(expected)")
            }
        }
    }

    @Test func `timesteps are the web UI's`() throws {
        for golden in try ForgeNoise.load().timesteps {
            #expect(TimestepSchedule(steps: golden.steps).values == golden.timesteps)
        }
    }

    @Test func `draws are the web UI's, with subseeds and in batches`() throws {
        let recorded = try ForgeNoise.load().draws
        #expect(recorded.count == 8)
        for golden in recorded {
            let seed = ImageSeed(
                golden.seed, subseed: golden.subseed, subseedStrength: golden.strength)
            var noise = ImageNoise(
                seed, source: try NoiseSource(named: golden.source), channels: golden.shape[0],
                grid: NoiseGrid(rows: golden.shape[1], columns: golden.shape[2]))
            for draw in golden.draws {
                #expect(distance(noise.next(), draw) <= 1e-6, "\(golden.id)")
            }
        }
    }

    /// The noise was found by taking the sampler's steps backwards through float32 latents of up to
    /// fifty: it is known as exactly as those, in units of the step's noise.
    @Test func `SDE samplers got this noise`() throws {
        let recorded = try ForgeNoise.load().brownian
        #expect(recorded.count == 4)
        for golden in recorded {
            let range = try #require(Sigmas(golden.sigmas).positiveRange)
            var noise = BrownianNoise(
                seed: golden.seed, over: range, count: golden.count,
                source: try NoiseSource(named: golden.source))
            for step in golden.steps {
                let difference = distance(noise.between(step.from, step.to), step.noise)
                #expect(difference * step.scale < 1e-5, "\(golden.id): \(step.from)")
            }
        }
    }

    @Test func `DPM++ SDE asked at these levels`() throws {
        let golden = try #require(
            try ForgeNoise.load().brownian.first { $0.id == "smp-dpmpp-sde" })
        let steps = Array(Sigmas(golden.sigmas).steps.dropLast())
        try #require(golden.steps.count == 2 * steps.count)
        for (index, step) in steps.enumerated() {
            let levels = HalfStepLevels(from: step.0, to: step.1)
            let (half, whole) = (golden.steps[2 * index], golden.steps[2 * index + 1])
            #expect((levels.start, levels.middle) == (half.from, half.to))
            #expect((levels.start, levels.end) == (whole.from, whole.to))
        }
    }
}
