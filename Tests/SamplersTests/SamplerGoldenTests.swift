import Testing

@testable import Samplers

/// Walks of other programs over a denoiser with a formula.
struct SamplerGoldens: Decodable {
    struct Case: Decodable {
        let sampler: String
        let process: String
        let options: Options
        let levels: [Double]
        let start: [Double]
        let draws: Int
        let calls: [Call]
        let result: [Double]
    }

    struct Call: Decodable {
        let sigma: Double
        let x: [Double]
    }

    struct Options: Decodable {
        let eta: Double?
        let noiseScale: Double?
        let churn: Double?
        let churnMin: Double?
        let churnMax: Double?
        let gradientGamma: Double?
        /// Order, relative and absolute tolerance, first step, the controller's three and safety.
        let adaptive: [Double]?
        let uniPC: UniPC?
    }

    /// A variant, and whether the last steps are of lower order.
    struct UniPC: Decodable {
        let variant: UniPCOptions.Variant
        let lowerOrderFinal: Bool

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            let name = try list.decode(String.self)
            variant = try #require(UniPCOptions.Variant(rawValue: name))
            lowerOrderFinal = try list.decode(Bool.self)
        }
    }

    let noise: [[Double]]
    let cases: [Case]

    static func load() throws -> SamplerGoldens {
        try Fixture.json("sampler-goldens.json", as: SamplerGoldens.self)
    }
}

extension SamplerGoldens.Case {
    var samplerOptions: SamplerOptions {
        var all = SamplerOptions()
        all.eta = options.eta
        all.noiseScale = options.noiseScale ?? 1
        all.churn = options.churn ?? 0
        all.churnMin = options.churnMin ?? 0
        all.churnMax = options.churnMax ?? .infinity
        all.gradientGamma = options.gradientGamma ?? 2
        if let uniPC = options.uniPC {
            all.uniPC.variant = uniPC.variant
            all.uniPC.lowerOrderFinal = uniPC.lowerOrderFinal
        }
        if let control = options.adaptive {
            all.adaptive.order = Int(control[0])
            all.adaptive.tolerance = Tolerance(absolute: control[2], relative: control[1])
            all.adaptive.firstStep = control[3]
            all.adaptive.proportion = control[4]
            all.adaptive.integral = control[5]
            all.adaptive.difference = control[6]
            all.adaptive.safety = control[7]
        }
        return all
    }
}

@Suite struct SamplerGoldenTests {
    private static func denoised(_ x: Values, _ sigma: Double) -> Values {
        Values(
            x.list.map { value in
                0.8 * hyperbolicTangent(value / (0.25 + sigma * sigma))
                    + 0.1 * value / (1 + sigma * sigma)
            })
    }

    private static func unconditional(_ x: Values, _ sigma: Double) -> Values {
        Values(x.list.map { 0.6 * hyperbolicTangent($0 / (0.5 + sigma * sigma)) })
    }

    private static func hyperbolicTangent(_ value: Double) -> Double {
        1 - 2 / ((2 * value).exponential + 1)
    }

    @Test(arguments: try SamplerGoldens.load().cases.indices)
    func `a walk is the other program's`(_ index: Int) throws {
        let goldens = try SamplerGoldens.load()
        let golden = goldens.cases[index]
        let process = golden.process == "flow" ? NoiseProcess.flow : .diffusion
        let sampler = try SamplerKind(named: golden.sampler)
            .sampler(golden.samplerOptions, process: process)
        var draws = 0
        func draw() throws -> Values {
            draws += 1
            return Values(try #require(goldens.noise.dropFirst(draws - 1).first))
        }
        var calls = 0
        func ask(_ x: Values, _ sigma: Double) throws -> Values {
            calls += 1
            let call = try #require(golden.calls.dropFirst(calls - 1).first)
            #expect(abs(sigma / call.sigma - 1) < 1e-6, "\(golden.sampler), call \(calls)")
            let distance = x.distance(to: Values(call.x))
            #expect(distance < 1e-6, "\(golden.sampler), call \(calls)")
            return Self.denoised(x, sigma)
        }
        let reached = try sampler(
            Values(golden.start), along: Sigmas(golden.levels), noise: StepNoise(draw),
            denoise: Denoise(
                Self.denoised, sides: { (Self.denoised($0, $1), Self.unconditional($0, $1)) }))
        #expect(draws == golden.draws, "\(golden.sampler)")
        let distance = reached.distance(to: Values(golden.result))
        #expect(distance < 1e-6, "\(golden.sampler), \(golden.process), \(golden.options)")
    }

    @Test func `every sampler has a golden or is replayed from the web UI`() throws {
        let golden = try SamplerGoldens.load().cases.map(\.sampler)
        let replayed = try ForgeWalk.load().map(\.sampler)
        #expect(Set(golden + replayed) == Set(SamplerKind.all.map(\.name)))
    }
}
