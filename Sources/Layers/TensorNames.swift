import Checkpoints

/// The tensors of one network in a file, by the names that models ask for.
struct TensorNames: Sendable {
    /// The tensors by original name. Their own names are those in the file.
    let tensors: [String: TensorInfo]
    private let component: String
    private let dialect: Dialect

    /// The tensors whose names begin with `component`; what has no original name is left out.
    init(of file: CheckpointFile, component: String, dialect: Dialect) {
        self.component = component
        self.dialect = dialect
        guard !component.isEmpty || dialect != .original else {
            tensors = file.tensors
            return
        }
        var tensors: [String: TensorInfo] = [:]
        for (name, info) in file.tensors where name.hasPrefix(component) {
            guard let original = dialect.original(String(name.dropFirst(component.count))) else {
                continue
            }
            tensors[original] = info
        }
        self.tensors = tensors
    }

    /// What the file calls, or would call, the tensor or place of an original name.
    func stored(_ name: String) -> String { component + (dialect.foreign(name) ?? name) }
}
