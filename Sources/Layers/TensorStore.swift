public import Checkpoints
import Synchronization
public import Torch

/// The tensors of one network in a file, ready to compute with, each made when first asked for and
/// kept from then on.
///
/// Models that are built of one store share its tensors. When a model is built again with other
/// ``WeightPatches``, only tensors whose changes differ are made again, from the mapped file: of
/// each tensor the store keeps the version asked for last, and no unchanged one beside it. Beside it
/// stays what adapters add to it, if there is room and other strengths of them are expected.
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
    private let state = Mutex(State())

    /// A tensor, and what was changed in it.
    private struct Made: Sendable {
        let tensor: Tensor
        let changes: [WeightPatch.Identity]
        let kept: [KeptChange]

        /// Bytes of the kept changes.
        var bytes: Int { kept.reduce(0) { $0 + $1.bytes } }
    }

    private struct State: Sendable {
        var made: [String: Made] = [:]
        /// Bytes that kept changes take, and may take.
        var keptBytes = 0
        var room = 0

        mutating func remove(_ name: String) -> Made? {
            let made = made.removeValue(forKey: name)
            keptBytes -= made?.bytes ?? 0
            return made
        }

        mutating func insert(_ new: Made, _ name: String) {
            made[name] = new
            keptBytes += new.bytes
        }
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

    /// Bytes that adapters' changes take beside the tensors.
    public var keptBytes: Int { state.withLock { $0.keptBytes } }

    /// Lets the adapters' changes that stay beside the tensors take so many bytes. Changes that
    /// are there already go if they take more.
    public func keepChanges(within bytes: Int) {
        state.withLock { state in
            state.room = bytes
            guard state.keptBytes > bytes else { return }
            state.made = state.made.mapValues {
                Made(tensor: $0.tensor, changes: $0.changes, kept: [])
            }
            state.keptBytes = 0
        }
    }

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
        var kept: [KeptChange] = []
        var room = 0
        let present = state.withLock { state -> Tensor? in
            if let made = state.made[name], made.changes == changes { return made.tensor }
            // The old tensor goes before the new one is made.
            kept = state.remove(name)?.kept ?? []
            room = state.room - state.keptBytes
            return nil
        }
        if let present { return present }
        let stored = mapped.tensor(info).to(device)
        let tensor =
            patches.isEmpty
            ? stored.to(dtype) : patches(stored, as: dtype, kept: &kept, room: room)
        if !tensor.isVoid {
            let made = Made(tensor: tensor, changes: changes, kept: patches.isEmpty ? [] : kept)
            state.withLock { $0.insert(made, name) }
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
