import Testing

@testable import Samplers

@Suite struct WalkTests {
    @Test(arguments: try ForgeTraces.load().walks.map(\.id))
    func `every step is where the web UI's was`(_ id: String) throws {
        let walk = try #require(try ForgeTraces.load().walks.first { $0.id == id })
        let kind = try SamplerKind(named: walk.sampler)
        var noise = walk.noise.dropFirst().makeIterator()
        var step = 0
        let reached = try kind.sample(
            Values(walk.x[0]), along: Sigmas(walk.sigmas),
            noise: {
                let drawn = noise.next()
                return Values(try #require(drawn))
            },
            denoise: { x, sigma in
                #expect(x.distance(to: Values(walk.x[step])) < 2e-6, "step \(step)")
                #expect(sigma == walk.sigmas[step])
                step += 1
                return Values(walk.denoised[step - 1])
            })
        #expect(step == walk.x.count)
        #expect(reached.distance(to: Values(walk.result)) < 2e-6)
    }

    @Test func `the first latent is unit noise times the first level`() throws {
        for walk in try ForgeTraces.load().walks {
            let first = try #require(walk.sigmas.first)
            #expect((Values(walk.noise[0]) * first).distance(to: Values(walk.x[0])) < 2e-7)
        }
    }

    @Test(arguments: SamplerKind.all)
    func `a last step to zero returns the denoised image`(_ kind: SamplerKind) {
        let reached = kind.sample(
            Values([3, -2]), along: Sigmas([1.7, 0.3, 0]), noise: { Values([1, 1]) },
            denoise: { _, sigma in Values([0.25 + sigma, 0.5]) })
        #expect(reached.distance(to: Values([0.55, 0.5])) < 1e-15)
    }

    @Test(arguments: SamplerKind.all)
    func `the same seed gives the same bits`(_ kind: SamplerKind) {
        func run(seed: UInt64) -> Values {
            var source = NoiseSource.nv.generator(seed: seed)
            func draw() -> Values { Values(source.normal(count: 64).map(Double.init)) }
            return kind.sample(
                draw() * 14, along: Sigmas([14, 6, 2, 0.5, 0.03]), noise: draw,
                denoise: { x, sigma in x * (1 / (1 + sigma * sigma)) })
        }
        #expect(run(seed: 5) == run(seed: 5))
        #expect(run(seed: 5) != run(seed: 6))
    }

    @Test(arguments: SamplerKind.all)
    func `no steps leave the image as it is`(_ kind: SamplerKind) {
        for sigmas in [Sigmas([]), Sigmas([0])] {
            let reached = kind.sample(2.5, along: sigmas, noise: { 0 }, denoise: { x, _ in x * 0 })
            #expect(reached == 2.5)
        }
    }

    @Test(arguments: SamplerKind.all)
    func `a level that repeats does no harm`(_ kind: SamplerKind) {
        func run(_ levels: [Double]) -> Double {
            kind.sample(
                3, along: Sigmas(levels), noise: { 0.5 }, denoise: { x, _ in x * 0.5 + 0.1 })
        }
        #expect(run([2, 2, 1, 0]).isFinite)
        #expect(run([2, 2, 0]) == run([2, 0]))
    }

    @Test func `what the denoiser throws ends the walk`() {
        struct Stop: Error {}
        var calls = 0
        #expect(throws: Stop.self) {
            try SamplerKind.euler.sample(
                1, along: Sigmas([4, 3, 2, 1, 0]), noise: { 0 },
                denoise: { x, _ in
                    calls += 1
                    if calls == 2 { throw Stop() }
                    return x
                })
        }
        #expect(calls == 2)
    }

    @Test func `only ancestral samplers and churn draw noise`() {
        func draws(_ sampler: any Sampler) -> Int {
            var count = 0
            _ = sampler(
                1.0, along: Sigmas([4, 3, 2, 0]),
                noise: {
                    count += 1
                    return 0
                }, denoise: { x, _ in x })
            return count
        }
        #expect(draws(Euler()) == 0)
        #expect(draws(DPMSolver2M()) == 0)
        #expect(draws(EulerAncestral()) == 2)
        #expect(draws(EulerAncestral(eta: 0)) == 0)
        #expect(draws(Euler(churn: 1)) == 3)
        #expect(draws(Euler(churn: 1, churnRange: 2.5...3.5)) == 1)
    }
}
