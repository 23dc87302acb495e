import Foundation

/// A stream of jobs as clients send them, drawn from a seed.
struct Mix: Sendable, CustomStringConvertible {
    /// A job of the stream.
    struct Job: Sendable {
        let number: Int64
        /// When it is accepted, in milliseconds.
        let arrival: Int64
        /// The models that it needs, in the order of use.
        let models: [String]
        /// How long it computes with each, in milliseconds.
        let work: [Int64]
    }

    /// The work that arrives, as a share of what the workers could do if they never read a model.
    let load: Double
    /// Of a hundred jobs so many have a second stage, with another model.
    var secondStages = 0

    static let models = (1...8).map { "model \($0)" }

    var description: String { "load \(load), \(secondStages) % with two models" }

    /// Jobs whose arrivals are a Poisson process, whose models are Zipf's with the exponent 1, and whose
    /// stages take 1 s to 20 s each.
    func jobs(_ count: Int, workers: Int, seed: UInt64) -> [Job] {
        var random = SeededGenerator(seed: seed)
        let stages = 1 + Double(secondStages) / 100
        let gap = 10_500 * stages / Double(workers) / load
        var time = 0.0
        return (0..<count).map { number in
            time -= log(1 - Double.random(in: 0..<1, using: &random)) * gap
            var models = [model(&random)]
            if random.chance(secondStages) {
                var second = model(&random)
                while second == models[0] { second = model(&random) }
                models.append(second)
            }
            return Job(
                number: Int64(number), arrival: Int64(time), models: models,
                work: models.map { _ in Int64.random(in: 1000...20_000, using: &random) })
        }
    }

    private func model(_ random: inout SeededGenerator) -> String {
        let weights = (1...Self.models.count).map { 1 / Double($0) }
        var point = Double.random(in: 0..<weights.reduce(0, +), using: &random)
        for (model, weight) in zip(Self.models, weights) {
            point -= weight
            if point < 0 { return model }
        }
        return Self.models[0]
    }
}
