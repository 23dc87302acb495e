import Checkpoints
import Layers
import Models
import Torch

/// Owns the models in memory under one byte budget and lends them.
///
/// A model is keyed by file, place in the file and arithmetic, so that two passes with one
/// checkpoint share what they have in common. What was lent longest ago leaves first when the
/// budget is reached; a model that is lent out never leaves.
final class Residency {
    /// What makes two parts the same model in memory.
    struct Key: Hashable {
        let path: String
        let prefix: String
        let dtype: DType
        let device: Device
    }

    private struct Resident {
        let model: any Sendable
        let bytes: Int
        var lastUse: Int
        var lent = 0
    }

    private var residents: [Key: Resident] = [:]
    private var clock = 0
    private let budget: Int
    private let device: Device
    /// Told when a part begins to be read, and when it was read, with the seconds that took.
    var onLoad: (PartPlan, _ seconds: Double?) throws -> Void = { _, _ in }

    /// An empty residency.
    ///
    /// - Parameter budget: bytes that resident models may take together. One that is larger by
    ///   itself is lent all the same, alone.
    init(budget: Int, device: Device) {
        self.budget = budget
        self.device = device
    }

    /// Bytes of the resident models.
    var bytes: Int { residents.values.reduce(0) { $0 + $1.bytes } }

    /// Lends the model of a part while `body` runs, reading it first where it is not resident.
    func with<Model: Sendable, Result>(
        _ part: PartPlan, dtype: DType, make: (Weights) throws -> Model,
        body: (Model) throws -> Result
    ) throws -> Result {
        let key = Key(
            path: part.file.path, prefix: part.component.prefix, dtype: dtype, device: device)
        let model = try resident(key) ?? load(part, key: key, make: make)
        residents[key]?.lent += 1
        defer { residents[key]?.lent -= 1 }
        return try body(model)
    }

    private func resident<Model>(_ key: Key) -> Model? {
        clock += 1
        residents[key]?.lastUse = clock
        return residents[key]?.model as? Model
    }

    private func load<Model: Sendable>(
        _ part: PartPlan, key: Key, make: (Weights) throws -> Model
    ) throws -> Model {
        try onLoad(part, nil)
        let bytes = part.bytes(in: key.dtype)
        makeRoom(for: bytes)
        let clock = ContinuousClock()
        let start = clock.now
        let weights = try Weights(part.file, dtype: key.dtype, device: device)
        let model = try torch { try make(weights[prefix: part.component.prefix]) }
        residents[key] = Resident(model: model, bytes: bytes, lastUse: self.clock)
        try onLoad(part, (clock.now - start).seconds)
        return model
    }

    private func makeRoom(for bytes: Int) {
        while self.bytes + bytes > budget,
            let oldest = residents.filter({ $0.value.lent == 0 })
                .min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            residents[oldest.key] = nil
        }
    }
}

extension PartPlan {
    /// Bytes of the part's weights in an arithmetic.
    func bytes(in dtype: DType) -> Int {
        let elements = file.tensors.values.lazy
            .filter { $0.name.hasPrefix(component.prefix) }
            .reduce(0) { $0 + $1.count }
        return elements * dtype.size
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
