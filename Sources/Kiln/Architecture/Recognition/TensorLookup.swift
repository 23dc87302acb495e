import Checkpoints

/// What recognition asks of a header: whether a key is there, and its tensor's shape.
struct TensorLookup {
    private let tensors: [String: TensorInfo]
    /// What stands before every key.
    let prefix: String

    init(_ file: CheckpointFile, below prefix: String = "") {
        self.init(tensors: file.tensors, prefix: prefix)
    }

    private init(tensors: [String: TensorInfo], prefix: String) {
        self.tensors = tensors
        self.prefix = prefix
    }

    /// The same with keys after another prefix.
    func below(_ prefix: String) -> TensorLookup {
        TensorLookup(tensors: tensors, prefix: prefix)
    }

    /// Whether the key is there.
    func has(_ key: String) -> Bool { tensors[prefix + key] != nil }

    /// Whether one of the keys is there.
    func hasAny(_ keys: [String]) -> Bool { keys.contains(where: has) }

    /// Whether all of the keys are there.
    func hasAll(_ keys: [String]) -> Bool { keys.allSatisfy(has) }

    /// The shape of a key's tensor.
    func shape(_ key: String) -> [Int]? { tensors[prefix + key]?.shape }

    /// One dimension of a key's tensor; `nil` if it has no such.
    func size(_ key: String, axis: Int) -> Int? {
        guard let shape = shape(key), shape.indices.contains(axis) else { return nil }
        return shape[axis]
    }

    /// The first of the prefixes below which all the keys are.
    func firstPrefix(of prefixes: [String], with keys: [String]) -> String? {
        prefixes.first { below($0).hasAll(keys) }
    }
}
