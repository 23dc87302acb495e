import Checkpoints

/// A model file that a plan reads, and the hash of its content.
public struct ModelUse: Sendable, Hashable, Codable {
    /// What it is used as: "checkpoint", "module", "LoRA" or "embedding".
    public let kind: String
    /// Its name in the model folder.
    public let name: String
    /// Its hash in hexadecimal digits, without which the plan would not make the same pictures; `nil`
    /// for a folder. A LoRA's is that of its tensors.
    public let hash: String?
}

extension Plan {
    /// The files that the plan reads, each with its hash, which is computed where it is not known.
    ///
    /// - Throws: `CheckpointError` if a file cannot be read or changes meanwhile; `CancellationError`.
    public func modelUses(_ cache: HashCache = HashCache()) throws -> [ModelUse] {
        let named = try hashedFiles.map { file in
            switch file {
            case .checkpoint(let entry):
                ModelUse(kind: "checkpoint", name: entry.name, hash: try file.hash(cache))
            case .lora(let entry):
                ModelUse(kind: "LoRA", name: entry.name, hash: try file.hash(cache))
            case .embedding(let entry):
                ModelUse(kind: "embedding", name: entry.name, hash: try file.hash(cache))
            }
        }
        let modules = Set(passes.flatMap(\.parts).filter(\.module).map(\.file.path))
        return try
            (named
            + modules.map { path in
                let isFolder = FileStatus(path)?.isFolder ?? false
                return ModelUse(
                    kind: "module", name: path.baseName,
                    hash: isFolder ? nil : try cache.sha256(path))
            }).sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }
    }
}
