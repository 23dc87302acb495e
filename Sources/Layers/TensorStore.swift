public import Checkpoints
import Synchronization
public import Torch

/// The tensors of one network in a file, ready to compute with, each made when first asked for and
/// kept from then on.
///
/// Models that are built of one store share its tensors. When a model is built again with other
/// ``WeightPatches``, only tensors whose changes differ are made again, from the mapped file: of
/// each tensor the store keeps the version asked for last, and no unchanged one beside it.
public final class TensorStore: Sendable {
    /// The file.
    public let file: CheckpointFile
    /// The element type to compute with.
    public let dtype: DType
    /// The device to compute on.
    public let device: Device
    let names: TensorNames
    private let mapped: MappedCheckpoint
    /// Every tensor's name and every place above it, each with a dot at its end.
    private let places: Set<String>
    private let made = Mutex<[String: Made]>([:])

    /// A tensor, and what was changed in it.
    private struct Made: Sendable {
        let tensor: Tensor
        let changes: [WeightPatch.Identity]
    }

    /// The tensors of a file, or of one network in it.
    ///
    /// - Parameters:
    ///   - component: what stands before the network's own names; tensors without it are left out.
    ///   - dialect: how the file names what follows.
    ///   - dtype: the element type to compute with.
    ///   - device: where to compute.
    /// - Throws: `CheckpointError` if the file cannot be mapped.
    public init(
        _ file: CheckpointFile, component: String = "", dialect: Dialect = .original,
        dtype: DType = .float32, device: Device = .cpu
    ) throws(CheckpointError) {
        self.file = file
        self.dtype = dtype
        self.device = device
        mapped = try file.map()
        names = TensorNames(of: file, component: component, dialect: dialect)
        places = Self.places(of: names.tensors.keys)
    }

    /// Whether a tensor has this name or one below it; the name ends in a dot.
    func contains(place: String) -> Bool { places.contains(place) }

    /// A tensor of the network with these changes, in the type and on the device to compute with.
    ///
    /// - Throws: `type`, if it is not made of numbers.
    func tensor(
        _ name: String, _ info: TensorInfo, patches: [WeightPatch]
    ) throws(WeightsError) -> Tensor {
        guard DType(info.type) != nil else {
            throw .type(key: info.name, file: file.path, got: info.type.rawValue)
        }
        let changes = patches.map(\.identity)
        let kept = made.withLock { made -> Tensor? in
            if let kept = made[name], kept.changes == changes { return kept.tensor }
            made[name] = nil
            return nil
        }
        if let kept { return kept }
        let stored = mapped.tensor(info).to(device)
        let tensor = patches.isEmpty ? stored.to(dtype) : patches(stored.to(.float32)).to(dtype)
        if !tensor.isVoid {
            made.withLock { $0[name] = Made(tensor: tensor, changes: changes) }
        }
        return tensor
    }

    private static func places(of names: some Collection<String>) -> Set<String> {
        var places: Set<String> = names.isEmpty ? [] : [""]
        places.reserveCapacity(names.count * 2)
        for name in names {
            var place = name[...] + "."
            while !place.isEmpty, places.insert(String(place)).inserted {
                let above = place.dropLast().lastIndex(of: ".")
                place = above.map { place[...$0] } ?? ""
            }
        }
        return places
    }
}
