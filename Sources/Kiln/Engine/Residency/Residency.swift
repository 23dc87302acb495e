import Checkpoints
import Layers
import Models
import Torch

/// Owns the models in memory under one byte budget, from job to job, and lends them.
///
/// A model is keyed by its file's state, its arithmetic and its device. Passes and jobs share what
/// they have in common, be it in one file or in two. What was lent longest ago leaves first when the
/// budget is reached; a model that is lent out never leaves.
///
/// A model that LoRAs change is built anew for each set of them; the tensors that they leave alone
/// stay as they are. Of a LoRA that a job uses with several strengths, what it adds to each tensor is
/// kept beside the tensor where the budget has room, and leaves before any model does.
final class Residency {
    /// What makes two parts the same model in memory.
    struct Key: Hashable {
        let file: CheckpointState
        let prefix: String
        let dtype: DType
        let device: Device

        init(_ part: PartPlan, dtype: DType, device: Device) {
            file = part.file.state
            prefix = part.component.prefix
            self.dtype = dtype
            self.device = device
        }
    }

    /// What is done to a model that is asked for, with the time it took.
    enum Work {
        case loading
        case loaded(Duration)
        case patched(Duration)
    }

    private struct Resident {
        let part: PartPlan
        let likeness: SharedParts.Likeness
        let store: TensorStore
        var model: any Sendable
        var patches: Loan.Patches
        let bytes: Int
        var lastUse: Int
        var lent = 0
    }

    private var residents: [Key: Resident] = [:]
    private var clock = 0
    private let budget: Int
    private let hashes: HashCache

    /// An empty residency.
    ///
    /// - Parameters:
    ///   - budget: bytes that resident models may take together. One that is larger by itself is
    ///     lent all the same, alone.
    ///   - hashes: what is known of models' content.
    init(budget: Int, hashes: HashCache) {
        self.budget = budget
        self.hashes = hashes
    }

    /// Bytes of the resident models, without what LoRAs keep beside them.
    var bytes: Int { residents.values.reduce(0) { $0 + $1.bytes } }

    /// Bytes that LoRAs keep beside the resident models.
    var keptBytes: Int { residents.values.reduce(0) { $0 + $1.store.keptBytes } }

    /// The files of the resident models, by path, those that were used last first.
    var files: [String] {
        let latest = residents.values.sorted { $0.lastUse > $1.lastUse }
        return latest.map(\.part.file.path).grouped(by: \.self).map(\.key)
    }

    /// Lends the model of a part while `body` runs, reading it first where it is not resident, and
    /// changed by the LoRAs of a pass.
    func with<Model: Sendable, Result>(
        _ loan: Loan, for borrower: Borrower, make: (Weights) throws -> Model,
        body: (Model) throws -> Result
    ) throws -> Result {
        let (part, key) = place(of: loan, for: borrower)
        clock += 1
        if residents[key] == nil { try load(part, loan, borrower, key: key, make: make) }
        try patch(part, loan, borrower, key: key, make: make)
        residents[key]?.lastUse = clock
        residents[key]?.lent += 1
        defer { residents[key]?.lent -= 1 }
        guard let model = residents[key]?.model as? Model else {
            throw EngineError.mixedModels(file: part.file.name)
        }
        return try body(model)
    }

    /// Whether models of so many bytes have place beside each other.
    func holds(_ bytes: Int) -> Bool { bytes <= budget }

    /// Lets go of models whose files are not what they were: whoever asks for them reads them anew.
    func forgetChanged() {
        residents = residents.filter { $0.value.lent > 0 || $0.value.part.file.isUnchanged }
    }

    /// Keeps within the budget what a job left, one model that is larger by itself included.
    func settle() { makeRoom(for: 0) }

    /// Lets go of everything that is not lent.
    func empty() { residents = residents.filter { $0.value.lent > 0 } }
}

// MARK: - Finding and making

extension Residency {
    /// Where the model of a part is, or will be: its own place, if it is there; that of a model with
    /// the same content, if there is one; else its own.
    private func place(of loan: Loan, for borrower: Borrower) -> (PartPlan, Key) {
        func key(_ part: PartPlan) -> Key {
            Key(part, dtype: loan.dtype, device: borrower.device)
        }
        let own = key(loan.part)
        if residents[own] != nil { return (loan.part, own) }
        let part = borrower.shared.representative(of: loan.part)
        let place = key(part)
        if residents[place] != nil { return (part, place) }
        if let twin = twin(of: part, like: place) { return (twin.part, key(twin.part)) }
        return (part, place)
    }

    /// A resident with the same content, as far as contents are known: a job does not wait for files
    /// that it does not use to be read.
    private func twin(of part: PartPlan, like key: Key) -> Resident? {
        let others = residents.filter { $0.key.dtype == key.dtype && $0.key.device == key.device }
        guard !others.isEmpty else { return nil }
        let likeness = SharedParts.Likeness(part)
        let alike = others.values.filter { $0.likeness == likeness }
        guard !alike.isEmpty, let identity = identity(of: part) else { return nil }
        return alike.first { self.identity(of: $0.part) == identity }
    }

    private func identity(of part: PartPlan) -> String? {
        ComponentIdentity.known(of: part.component, in: part.file, cache: hashes)
    }

    private func load<Model: Sendable>(
        _ part: PartPlan, _ loan: Loan, _ borrower: Borrower, key: Key,
        make: (Weights) throws -> Model
    ) throws {
        try borrower.onWork(part, .loading)
        let bytes = part.bytes(in: key.dtype)
        makeRoom(for: bytes)
        let clock = ContinuousClock()
        let start = clock.now
        let store = try TensorStore(
            part.file, component: part.component.prefix, dialect: part.component.dialect,
            dtype: key.dtype, device: key.device)
        let model = try build(loan, borrower, store, besides: bytes, make: make)
        residents[key] = Resident(
            part: part, likeness: SharedParts.Likeness(part), store: store, model: model,
            patches: loan.changes, bytes: bytes, lastUse: self.clock)
        try borrower.onWork(part, .loaded(clock.now - start))
    }

    /// Builds a resident model again if other LoRAs change it now.
    private func patch<Model: Sendable>(
        _ part: PartPlan, _ loan: Loan, _ borrower: Borrower, key: Key,
        make: (Weights) throws -> Model
    ) throws {
        guard var resident = residents[key], resident.patches != loan.changes else { return }
        let clock = ContinuousClock()
        let start = clock.now
        // The old model goes before the new one is built, and is not missed if that fails.
        residents[key] = nil
        resident.model = ()
        resident.model = try build(
            loan, borrower, resident.store, besides: resident.bytes, make: make)
        resident.patches = loan.changes
        residents[key] = resident
        try borrower.onWork(part, .patched(clock.now - start))
    }

    /// Builds a model that takes so many bytes, while it is not among the residents.
    private func build<Model>(
        _ loan: Loan, _ borrower: Borrower, _ store: TensorStore, besides bytes: Int,
        make: (Weights) throws -> Model
    ) throws -> Model {
        let patches = try loan.patches.patches(
            of: loan.part, in: loan.pass, varied: borrower.varied)
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

extension CheckpointFile {
    /// Whether its files are still those whose headers were read.
    fileprivate var isUnchanged: Bool {
        parts.allSatisfy { part in
            guard let file = try? OpenFile(part.path) else { return false }
            return file.stamp == part.stamp
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
