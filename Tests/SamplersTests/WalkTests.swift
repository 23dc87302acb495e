import Testing

@testable import Samplers

extension StepNoise {
    /// Draws for both kinds of noise.
    init(_ draw: @escaping () throws -> X) {
        self.init(draw: draw, between: { _, _ in try draw() })
    }
}

extension Denoise {
    /// A model whose guidance does nothing.
    init(_ denoise: @escaping (X, _ sigma: Double) throws -> X) {
        self.init(
            denoise,
            sides: {
                let denoised = try denoise($0, $1)
                return (denoised, denoised)
            })
    }
}

extension SamplerKind {
    /// Walks with the sampler as it is without options.
    func walk<X: Vector>(
        _ x: X, _ levels: [Double], process: NoiseProcess = .diffusion, noise: StepNoise<X>,
        denoise: Denoise<X>
    ) throws -> X {
        let sampler = sampler(process: process)
        return try sampler(x, along: Sigmas(levels), noise: noise, denoise: denoise)
    }
}

@Suite struct WalkTests {
    /// Samplers that end where they are told to, at the denoised image.
    private static let ending = SamplerKind.all.filter {
        !$0.ignoresSchedule && $0 != .linearMultistep && $0 != .ipndm && $0 != .ipndmV
            && $0 != .plms
    }

    @Test(arguments: ending)
    func `a last step to zero returns the denoised image`(_ kind: SamplerKind) throws {
        let reached = try kind.walk(
            Values([3, -2]), [1.7, 0.3, 0], noise: StepNoise { Values([1, 1]) },
            denoise: Denoise { _, sigma in Values([0.25 + sigma, 0.5]) })
        let boundary = kind == .lcm ? 1e-4 : 1e-15
        #expect(reached.distance(to: Values([0.55, 0.5])) < boundary)
    }

    private static func run(
        _ kind: SamplerKind, seed: UInt64, images: Range<Int> = 0..<64,
        process: NoiseProcess = .diffusion
    ) throws -> Values {
        var source = NoiseSource.nv.generator(seed: seed)
        func draw() -> Values {
            Values(source.normal(count: 64)[images].map(Double.init))
        }
        let levels: [Double] =
            process == .flow ? [1, 0.9, 0.6, 0.3, 0.1, 0.02] : [14, 6, 2, 0.5, 0.2, 0.03]
        return try kind.walk(
            draw() * levels[0], levels, process: process, noise: StepNoise(draw),
            denoise: Denoise(
                { x, sigma in x * (1 / (1 + sigma * sigma)) },
                sides: { x, sigma in (x * (1 / (1 + sigma * sigma)), x * (0.9 / (1 + sigma))) }))
    }

    @Test(arguments: SamplerKind.all)
    func `the same seed gives the same bits`(_ kind: SamplerKind) throws {
        #expect(try Self.run(kind, seed: 5) == Self.run(kind, seed: 5))
        #expect(try Self.run(kind, seed: 5) != Self.run(kind, seed: 6))
    }

    @Test(arguments: SamplerKind.all.filter { !$0.isAdaptive })
    func `an image is the same wherever in a batch it is`(_ kind: SamplerKind) throws {
        let batch = try Self.run(kind, seed: 5)
        for images in [0..<1, 17..<33, 60..<64] {
            #expect(try Self.run(kind, seed: 5, images: images).list == Array(batch.list[images]))
        }
    }

    @Test(arguments: SamplerKind.all.filter(\.acceptsFlow))
    func `a flow's walk from pure noise is finite`(_ kind: SamplerKind) throws {
        let reached = try Self.run(kind, seed: 5, process: .flow)
        #expect(reached.list.allSatisfy { abs($0) < 10 })
    }

    @Test(arguments: SamplerKind.all)
    func `no steps leave the image as it is`(_ kind: SamplerKind) throws {
        for levels in [[], [0.0]] {
            let reached = try kind.walk(
                2.5, levels, noise: StepNoise { 0 }, denoise: Denoise { x, _ in x * 0 })
            #expect(reached == 2.5)
        }
    }

    @Test(arguments: SamplerKind.all)
    func `a level that repeats does no harm`(_ kind: SamplerKind) throws {
        func run(_ levels: [Double]) throws -> Double {
            try kind.walk(
                3, levels, noise: StepNoise { 0.5 },
                denoise: Denoise { x, _ in x * 0.5 + 0.1 })
        }
        #expect(try run([2, 2, 1, 1, 1, 0]).isFinite)
        #expect(try run([2, 2, 0]) == run([2, 0]))
    }

    @Test(arguments: SamplerKind.all)
    func `what the denoiser throws ends the walk`(_ kind: SamplerKind) {
        struct Stop: Error {}
        var calls = 0
        #expect(throws: Stop.self) {
            try kind.walk(
                1, [4, 3, 2, 1, 0], noise: StepNoise { 0 },
                denoise: Denoise { x, _ in
                    calls += 1
                    if calls == 2 { throw Stop() }
                    return x
                })
        }
        #expect(calls == 2)
    }

    @Test func `an adaptive walk that cannot go on is refused`() {
        let levels = Sigmas([4, 3, 2, 1, 0])
        #expect(throws: SamplerError.noProgress(sigma: 4)) {
            try DPMSolverAdaptive()(
                1.0, along: levels, noise: StepNoise { 0 }, denoise: Denoise { _, _ in .nan })
        }
        var control = AdaptiveControl()
        control.tolerance = Tolerance(absolute: 0, relative: 0)
        #expect(throws: SamplerError.self) {
            try DPMSolverAdaptive(control: control)(
                1.0, along: levels, noise: StepNoise { 0 },
                denoise: Denoise { x, sigma in x / (1 + sigma * sigma) })
        }
    }

    /// How many draws a walk of three steps asks for.
    private func draws(_ sampler: any Sampler) throws -> Int {
        var count = 0
        _ = try sampler(
            1.0, along: Sigmas([4, 3, 2, 0]),
            noise: StepNoise {
                count += 1
                return 0
            }, denoise: Denoise { x, _ in x * 0.5 })
        return count
    }

    @Test func `only stochastic samplers draw noise`() throws {
        let drawing: [SamplerKind] = [
            .dpmSolverSDE, .dpmSolver2MSDE, .dpmSolver2MSDEHeun, .dpmSolver2SAncestral,
            .dpmSolver3MSDE, .eulerAncestral, .dpm2Ancestral, .dpmFast, .dpmAdaptive, .lcm, .ddpm,
            .eulerAncestralCFGPlusPlus, .erSDE,
        ]
        for kind in SamplerKind.all {
            #expect(try (draws(kind.sampler()) > 0) == drawing.contains(kind), "\(kind.name)")
        }
    }

    @Test func `no ancestral noise is drawn where there is none to add`() throws {
        var options = SamplerOptions()
        options.eta = 0
        for kind in SamplerKind.all where kind.defaultEta != nil {
            #expect(try draws(kind.sampler(options)) == 0, "\(kind.name)")
        }
        #expect(try draws(EulerAncestral()) == 2)
        #expect(try draws(DDIM(eta: 1)) == 2)
    }

    /// The web UI's generators move on in every step, whether its noise is used or not.
    @Test func `churn draws in every step or in none`() throws {
        #expect(try draws(Euler()) == 0)
        #expect(try draws(Euler(churn: Churn(1))) == 3)
        #expect(try draws(Euler(churn: Churn(1, range: 2.5...3.5))) == 3)
        #expect(try draws(Heun(churn: Churn(1))) == 3)
        #expect(try draws(DPM2(churn: Churn(1))) == 3)
    }

    @Test(arguments: SamplerKind.all)
    func `options that make no sense do not trap`(_ kind: SamplerKind) throws {
        for wild in [-1, 0, 1e300, -Double.infinity, .infinity, .nan] {
            var options = SamplerOptions()
            (options.eta, options.noiseScale, options.gradientGamma) = (wild, wild, wild)
            (options.churn, options.churnMin, options.churnMax) = (1, wild, -wild)
            (options.adaptive.firstStep, options.adaptive.safety) = (wild, wild)
            options.adaptive.tolerance = Tolerance(absolute: wild, relative: wild)
            (options.adaptive.order, options.erSDEOrder, options.uniPC.order) = (-7, .min, .max)
            options.restarts = [
                Restart.Segment(low: wild, high: -wild, steps: .max, times: .min),
                Restart.Segment(low: 0.3, high: 2, steps: -3, times: 2),
            ]
            let sampler = kind.sampler(options)
            do {
                _ = try sampler(
                    1.0, along: Sigmas([4, 3, 2, 0.3, 0]), noise: StepNoise { 0.5 },
                    denoise: Denoise { x, sigma in x / (1 + sigma * sigma) })
            } catch SamplerError.noProgress {
                #expect(kind == .dpmAdaptive)
            }
        }
    }
}
