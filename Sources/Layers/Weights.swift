public import Checkpoints
public import Torch

/// A place in a checkpoint's tree of names: `weights["input_blocks.1.0"]["in_layers.2"]`.
///
/// Models are made from the place where their own names begin. Tensors come in the element type
/// and on the device to compute with; one that is stored in that type is not copied, but lies in
/// the mapped file, which stays mapped while the tensor lives.
public struct Weights: Sendable {
    private let store: TensorStore
    private let patches: WeightPatches
    private let prefix: String

    /// The root of a file, or of one network in it.
    ///
    /// - Parameters:
    ///   - component: what stands before the network's own names; tensors without it are left out.
    ///   - dialect: how the file names what follows. The names asked for are the original ones;
    ///     errors tell those in the file.
    ///   - dtype: the element type to compute with.
    ///   - device: where to compute.
    /// - Throws: `CheckpointError` if the file cannot be mapped.
    public init(
        _ file: CheckpointFile, component: String = "", dialect: Dialect = .original,
        dtype: DType = .float32, device: Device = .cpu
    ) throws(CheckpointError) {
        self.init(
            try TensorStore(
                file, component: component, dialect: dialect, dtype: dtype, device: device))
    }

    /// The root of a network whose tensors are kept in a store, with adapters' changes.
    public init(_ store: TensorStore, patches: WeightPatches = WeightPatches()) {
        self.init(store, patches, prefix: "")
    }

    private init(_ store: TensorStore, _ patches: WeightPatches, prefix: String) {
        self.store = store
        self.patches = patches
        self.prefix = prefix
    }

    /// The place one or more names further down; dots separate names.
    public subscript(_ name: some CustomStringConvertible) -> Weights {
        Weights(store, patches, prefix: "\(prefix)\(name).")
    }

    /// The place whose names begin with `text` as it is, without a dot of its own.
    public subscript(prefix text: String) -> Weights {
        Weights(store, patches, prefix: prefix + text)
    }

    /// Whether a tensor has this place's name or a name below it.
    public var exists: Bool { store.contains(place: prefix) }

    /// The places named 0, 1, 2 and so on, as far as they exist.
    public var children: [Weights] {
        var children: [Weights] = []
        while self[children.count].exists { children.append(self[children.count]) }
        return children
    }

    /// The element type to compute with.
    public var dtype: DType { store.dtype }

    /// The device to compute on.
    public var device: Device { store.device }

    /// The path of the file.
    public var file: String { store.file.path }

    /// The place's full name, as the file has it.
    public var path: String {
        store.names.stored(String(prefix.last == "." ? prefix.dropLast() : prefix[...]))
    }
}

// MARK: - Tensors

extension Weights {
    /// Whether there is a tensor of this name here.
    public func has(_ name: String) -> Bool { store.names.tensors[prefix + name] != nil }

    /// A tensor's dimensions, from the file's header alone.
    ///
    /// - Throws: `missing`, with the full name.
    public func shape(_ name: String) throws(WeightsError) -> [Int] {
        try info(name).shape
    }

    /// A tensor, ready to compute with.
    ///
    /// - Parameter expected: the dimensions it must have; `nil` stands for any size above 0.
    /// - Throws: `missing` or `shape` with the full name; `type` for a type that is not a number.
    public func tensor(_ name: String, shape expected: [Int?]) throws(WeightsError) -> Tensor {
        let info = try info(name)
        let fits = zip(info.shape, expected).allSatisfy { size, wanted in
            wanted.map { $0 == size } ?? (size > 0)
        }
        guard fits, info.shape.count == expected.count else {
            throw .shape(key: info.name, file: file, got: info.shape, expected: expected)
        }
        return try store.tensor(prefix + name, info, patches: patches[prefix + name])
    }

    /// A tensor of whatever shape the file has, ready to compute with.
    ///
    /// - Throws: `missing` with the full name; `type` for a type that is not a number.
    public func tensor(_ name: String) throws(WeightsError) -> Tensor {
        try store.tensor(prefix + name, info(name), patches: patches[prefix + name])
    }

    private func info(_ name: String) throws(WeightsError) -> TensorInfo {
        guard let info = store.names.tensors[prefix + name] else {
            throw .missing(key: store.names.stored(prefix + name), file: file)
        }
        return info
    }
}

// MARK: - Metadata

extension Weights {
    /// What the file says of itself beside its tensors.
    public var metadata: [String: String] { store.file.metadata }

    /// A whole number above 0 from the metadata; `nil` where the key is absent.
    ///
    /// - Throws: `metadata` for anything else.
    public func count(metadata key: String) throws(WeightsError) -> Int? {
        guard let text = metadata[key] else { return nil }
        guard let value = Int(text), value > 0 else {
            throw .metadata(
                key: key, file: file, got: text, expected: "a whole number of at least 1")
        }
        return value
    }
}
