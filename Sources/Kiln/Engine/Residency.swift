import Checkpoints
import Layers
import Models
import Torch

/// Owns the models in memory under one byte budget and lends them.
///
/// A model is keyed by content, arithmetic and device, so that two passes share what they have in
/// common, be it in one file or in two. What was lent longest ago leaves first when the budget is
/// reached; a model that is lent out never leaves.
///
/// A model that LoRAs change is built anew for each set of them; the tensors that they leave alone
/// stay as they are. Of a LoRA that the plan uses with several strengths, what it adds to each tensor
/// is kept beside the tensor where the budget has room, and leaves before any model does.
final class Residency {
    /// What makes two parts the same model in memory.
    struct Key: Hashable {
        let path: String
        let prefix: String
        let dtype: DType
        let device: Device
    }

    /// What is done to a model that is asked for, with the time it took.
    enum Work {
        case loading
        case loaded(Duration)
        case patched(Duration)
    }

    private struct Resident {
        let store: TensorStore
        var model: any Sendable
        var patches: AdapterSet
        let bytes: Int
        var lastUse: Int
        var lent = 0
    }

    private var residents: [Key: Resident] = [:]
    private var clock = 0
    private let budget: Int
    private let device: Device
    private let shared: SharedParts
    private let varied: Set<String>
    /// Told when a part begins to be read, was read, and was given other LoRAs.
    var onWork: (PartPlan, Work) throws -> Void = { _, _ in }

    /// An empty residency for a plan's models.
    ///
    /// - Parameters:
    ///   - budget: bytes that resident models may take together. One that is larger by itself is
    ///     lent all the same, alone.
    ///   - varied: paths of LoRAs that are used with several strengths.
    init(budget: Int, device: Device, shared: SharedParts, varied: Set<String> = []) {
        self.budget = budget
        self.shared = shared
        self.varied = varied
        self.device = device
    }

    /// Bytes of the resident models, without what LoRAs keep beside them.
    var bytes: Int { residents.values.reduce(0) { $0 + $1.bytes } }

    /// Bytes that LoRAs keep beside the resident models.
    var keptBytes: Int { residents.values.reduce(0) { $0 + $1.store.keptBytes } }

    /// Lends the model of a part while `body` runs, reading it first where it is not resident, and
    /// changed by the LoRAs of a pass.
    func with<Model: Sendable, Result>(
        _ loan: Loan, make: (Weights) throws -> Model, body: (Model) throws -> Result
    ) throws -> Result {
        let part = shared.representative(of: loan.part)
        let key = Key(
            path: part.file.path, prefix: part.component.prefix, dtype: loan.dtype,
            device: device)
        clock += 1
        if residents[key] == nil { try load(part, loan, key: key, make: make) }
        try patch(part, loan, key: key, make: make)
        residents[key]?.lastUse = clock
        residents[key]?.lent += 1
        defer { residents[key]?.lent -= 1 }
        guard let model = residents[key]?.model as? Model else {
            throw EngineError.mixedModels(file: part.file.name)
        }
        return try body(model)
    }

    private func load<Model: Sendable>(
        _ part: PartPlan, _ loan: Loan, key: Key, make: (Weights) throws -> Model
    ) throws {
        try onWork(part, .loading)
        let bytes = part.bytes(in: key.dtype)
        makeRoom(for: bytes)
        let clock = ContinuousClock()
        let start = clock.now
        let store = try TensorStore(
            part.file, component: part.component.prefix, dialect: part.component.dialect,
            dtype: key.dtype, device: device)
        let model = try build(loan, store, besides: bytes, make: make)
        residents[key] = Resident(
            store: store, model: model, patches: loan.patches, bytes: bytes,
            lastUse: self.clock)
        try onWork(part, .loaded(clock.now - start))
    }

    /// Builds a resident model again if other LoRAs change it now.
    private func patch<Model: Sendable>(
        _ part: PartPlan, _ loan: Loan, key: Key, make: (Weights) throws -> Model
    ) throws {
        guard var resident = residents[key], resident.patches != loan.patches else { return }
        let clock = ContinuousClock()
        let start = clock.now
        // The old model goes before the new one is built, and is not missed if that fails.
        residents[key] = nil
        resident.model = ()
        resident.model = try build(loan, resident.store, besides: resident.bytes, make: make)
        resident.patches = loan.patches
        residents[key] = resident
        try onWork(part, .patched(clock.now - start))
    }

    /// Builds a model that takes so many bytes, while it is not among the residents.
    private func build<Model>(
        _ loan: Loan, _ store: TensorStore, besides bytes: Int, make: (Weights) throws -> Model
    ) throws -> Model {
        let patches = try loan.patches.patches(of: loan.part, in: loan.pass, varied: varied)
        store.keepChanges(within: budget - self.bytes - bytes - keptBytes)
        return try torch { try make(Weights(store, patches: patches)) }
    }

    private func makeRoom(for bytes: Int) {
        if self.bytes + keptBytes + bytes > budget {
            for resident in residents.values { resident.store.keepChanges(within: 0) }
        }
        while self.bytes + bytes > budget,
            let oldest = residents.filter({ $0.value.lent == 0 })
                .min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            residents[oldest.key] = nil
        }
    }
}

/// What a pass asks the residency for.
struct Loan {
    /// The model.
    let part: PartPlan
    /// What it computes in.
    let dtype: DType
    /// The LoRAs that change it.
    var patches = AdapterSet.none
    /// The pass that the LoRAs were matched with.
    let pass: PassPlan
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
