import Testing

@testable import Samplers

/// A run of the web UI: a few values of all that its sampler asked for and was answered.
struct ForgeWalk: Decodable {
    struct Call: Decodable {
        let sigma: Double
        let x: [Double]
        let denoised: [Double]
        let unconditional: [Double]?
    }

    struct Increment: Decodable {
        let from: Double
        let to: Double
        let values: [Double]
    }

    let id: String
    let sampler: String
    let steps: Int
    let levels: [Double]
    let timesteps: [Double]?
    let start: [Double]
    let calls: [Call]
    let noise: [[Double]]
    let increments: [Increment]
    let errors: [Double]?
    let result: [Double]

    static func load() throws -> [ForgeWalk] {
        try Fixture.json("forge-walks.json", as: [ForgeWalk].self)
    }
}

/// Walks as the web UI did: is asked what it was asked, and answers what it answered.
private final class Replay {
    private let walk: ForgeWalk
    private(set) var calls = 0
    private(set) var draws = 0
    private(set) var increments = 0
    private var errors = 0

    init(_ walk: ForgeWalk) { self.walk = walk }

    var noise: StepNoise<Judged> {
        StepNoise(
            draw: { [self] in
                draws += 1
                return judged(try #require(walk.noise.dropFirst(draws - 1).first))
            },
            between: { [self] sigma, next in
                increments += 1
                let asked = try #require(walk.increments.dropFirst(increments - 1).first)
                #expect(abs(sigma / asked.from - 1) < 1e-6)
                #expect(abs(next / asked.to - 1) < 1e-6)
                return judged(asked.values)
            })
    }

    var denoise: Denoise<Judged> {
        Denoise(
            { [self] x, sigma in judged(try answer(x, sigma).denoised) },
            sides: { [self] x, sigma in
                let call = try answer(x, sigma)
                return (judged(call.denoised), judged(try #require(call.unconditional)))
            })
    }

    func judged(_ list: [Double]) -> Judged {
        Judged(values: Values(list)) { [self] in
            errors += 1
            let error = walk.errors?.dropFirst(errors - 1).first
            return try #require(error)
        }
    }

    private func answer(_ x: Judged, _ sigma: Double) throws -> ForgeWalk.Call {
        calls += 1
        let call = try #require(walk.calls.dropFirst(calls - 1).first, "more calls than recorded")
        // An adaptive walk's levels follow from errors that the web UI computes in float32.
        let tolerance = walk.errors == nil ? 2e-6 : 5e-5
        #expect(abs(sigma / call.sigma - 1) < tolerance, "call \(calls): \(call.sigma)")
        let distance = x.values.distance(to: Values(call.x))
        #expect(distance < 1e-5, "call \(calls) at \(sigma)")
        return call
    }
}

/// A few values of many: what their error is, is told.
private struct Judged: Vector {
    var values: Values
    let judge: () throws -> Double

    static func + (a: Judged, b: Judged) -> Judged {
        Judged(values: a.values + b.values, judge: a.judge)
    }

    static func - (a: Judged, b: Judged) -> Judged {
        Judged(values: a.values - b.values, judge: a.judge)
    }

    static func * (a: Judged, scale: Double) -> Judged {
        Judged(values: a.values * scale, judge: a.judge)
    }

    func error(against better: Judged, previous: Judged, tolerance: Tolerance) throws -> Double {
        try judge()
    }
}

/// An image's own noise, of which the recorded places are kept.
private final class OwnNoise {
    private static let count = 1024
    private var generator: NoiseGenerator
    private var path: BrownianNoise

    init(_ walk: ForgeWalk) {
        generator = NoiseSource.cpu.generator(seed: 1234)
        path = BrownianNoise(
            seed: 1234, over: Sigmas(walk.levels).positiveRange ?? 1...2, count: Self.count,
            source: .cpu)
    }

    func restart(seed: UInt64) { generator = NoiseSource.cpu.generator(seed: seed) }

    func draw() -> Values { kept(generator.normal(count: Self.count)) }

    func between(_ sigma: Double, _ next: Double) -> Values { kept(path.between(sigma, next)) }

    private func kept(_ values: [Float]) -> Values {
        Values((0..<8).map { Double(values[$0 * (Self.count - 1) / 7]) })
    }
}

@Suite struct ForgeWalkTests {
    @Test(arguments: try ForgeWalk.load().map(\.id))
    func `asks and answers are the web UI's`(_ id: String) throws {
        let walk = try #require(try ForgeWalk.load().first { $0.id == id })
        let sampler = try SamplerKind(named: walk.sampler).sampler()
        let replay = Replay(walk)
        let start = replay.judged(try #require(walk.calls.first).x)
        let reached = try sampler(
            start, along: Sigmas(walk.levels), noise: replay.noise, denoise: replay.denoise)
        #expect(replay.calls == walk.calls.count)
        #expect(replay.draws == walk.noise.count)
        #expect(replay.increments == walk.increments.count)
        #expect(reached.values.distance(to: Values(walk.result)) < 1e-5)
    }

    /// The same with our own noise in place of the recorded one: the whole of a run from its seed.
    @Test(arguments: try ForgeWalk.load().filter { $0.errors == nil }.map(\.id))
    func `walks with our own noise are the web UI's`(_ id: String) throws {
        let walk = try #require(try ForgeWalk.load().first { $0.id == id })
        let kind = try SamplerKind(named: walk.sampler)
        let (replay, own) = (Replay(walk), OwnNoise(walk))
        let levels = kind.levels(
            .whole(walk.steps), schedule: kind.schedule(for: .automatic), table: .stableDiffusion)
        let start = own.draw() * kind.startScale(try #require(levels.first))
        if kind == .ddpm { own.restart(seed: (1234 + 100_000) % 65_536) }
        let noise = StepNoise(
            draw: { replay.judged(own.draw().list) },
            between: { replay.judged(own.between($0, $1).list) })
        let sampler = kind.sampler()
        let reached = try sampler(
            replay.judged(start.list), along: levels, noise: noise, denoise: replay.denoise)
        #expect(replay.calls == walk.calls.count)
        #expect(reached.values.distance(to: Values(walk.result)) < 1e-5)
    }

    @Test func `the first image is unit noise times the sampler's scale`() throws {
        for walk in try ForgeWalk.load() {
            let first = try #require(walk.calls.first)
            let scale = try SamplerKind(named: walk.sampler).startScale(first.sigma)
            #expect((Values(walk.start) * scale).distance(to: Values(first.x)) < 1e-6, "\(walk.id)")
        }
    }

    @Test func `calls are counted before a walk`() throws {
        for walk in try ForgeWalk.load() where walk.errors == nil {
            let calls = try SamplerKind(named: walk.sampler).callCount(along: Sigmas(walk.levels))
            #expect(calls == walk.calls.count, "\(walk.id)")
        }
        #expect(SamplerKind.dpmAdaptive.callCount(along: Sigmas([2, 1, 0])) == nil)
    }
}
