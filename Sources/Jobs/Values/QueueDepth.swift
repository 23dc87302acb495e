/// How many jobs wait for each model.
package struct QueueDepth: Sendable, Hashable {
    /// At most so many models are named.
    package static let namedModels = 32

    /// The jobs that need a model next, by its name: the models for which most jobs wait.
    package var models: [String: Int]
    /// The jobs that need any other model next.
    package var other: Int
    /// The jobs that need no model.
    package var withoutModel: Int

    package init(models: [String: Int] = [:], other: Int = 0, withoutModel: Int = 0) {
        self.models = models
        self.other = other
        self.withoutModel = withoutModel
    }

    /// Sums up what waits for each model; of two with as many jobs the name that sorts first is kept.
    ///
    /// - Parameter counts: the jobs that wait, by the model that they need next.
    init(_ counts: [String: Int], withoutModel: Int) {
        let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let named = ranked.prefix(Self.namedModels)
        let rest = ranked.dropFirst(Self.namedModels)
        self.init(
            models: Dictionary(uniqueKeysWithValues: named.map { ($0.key, $0.value) }),
            other: rest.reduce(0) { $0 + $1.value }, withoutModel: withoutModel)
    }
}
