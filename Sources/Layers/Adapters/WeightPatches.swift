import Checkpoints
import Torch

/// The changes that a set of adapters makes to the tensors of one network.
///
/// They are made in the order in which the adapters were added, each on the result of those before
/// it: of low-rank changes the order does not matter, of rotations and decompositions it does.
public struct WeightPatches: Sendable {
    private var patches: [String: [WeightPatch]] = [:]

    /// No changes.
    public init() {}

    /// Names of the tensors that are changed.
    public var names: Set<String> { Set(patches.keys) }

    /// The changes of a tensor, by the name that the models ask for.
    subscript(_ name: String) -> [WeightPatch] { patches[name] ?? [] }

    /// Adds what an adapter changes in one network of the model it was matched with.
    ///
    /// - Parameters:
    ///   - network: which network, by the order in which ``AdapterMatch`` was given them.
    ///   - strength: how far each change goes: 0 not at all, 1 as it was trained; any number.
    ///   - varied: whether other strengths of the adapter will be asked for; then a ``TensorStore``
    ///     that has room for it keeps what does not depend on the strength.
    /// - Throws: `CheckpointError` if the file changed or cannot be mapped, `AdapterError.number`
    ///   if one of its numbers cannot steer, `TorchError` if libtorch does not load.
    public mutating func add(
        _ match: AdapterMatch, network: Int, strength: Double, varied: Bool = false
    ) throws {
        guard strength != 0 else { return }
        let modules = match.modules(in: network)
        guard !modules.isEmpty else { return }
        let file = match.adapter.file
        let (mapped, state) = (try file.map(), file.state)
        for (module, target) in modules {
            for (name, isOfBias) in [(target.weight, false), (target.bias, true)] {
                guard let name, module.changes(bias: isOfBias) else { continue }
                let identity = WeightPatch.Identity(
                    file: state, module: module.name, strength: strength,
                    isOfBias: isOfBias)
                patches[name, default: []].append(
                    WeightPatch(
                        identity: identity, module: module, mapped: mapped, target: target,
                        alpha: try module.number(.alpha, in: mapped, of: file),
                        onInput: try module.number(.onInput, in: mapped, of: file).map { $0 != 0 }
                            ?? false,
                        isKept: varied))
            }
        }
    }
}

extension AdapterModule {
    /// Whether there is a change of the weight, or of the bias.
    fileprivate func changes(bias: Bool) -> Bool {
        let ofBias = parts[.biasDifference] ?? parts[.normBias]
        switch kind {
        case _ where bias: return ofBias != nil
        case .full: return parts[.difference] != nil
        case .norm: return parts[.normWeight] != nil
        default: return true
        }
    }

    /// A tensor of one number.
    fileprivate func number(
        _ part: AdapterPart, in mapped: MappedCheckpoint, of file: CheckpointFile
    ) throws -> Double? {
        guard let info = parts[part] else { return nil }
        guard let value = try mapped.tensor(info).floats().first, value.isFinite else {
            throw AdapterError.number(module: name, file: file.path, part: part.rawValue)
        }
        return Double(value)
    }
}
