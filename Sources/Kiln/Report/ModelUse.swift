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
    /// - Throws: `CheckpointError` if a file cannot be read or changes meanwhile.
    public func modelUses(_ cache: HashCache = HashCache()) throws -> [ModelUse] {
        try modelUses(cache, isCancelled: { false })
    }

    /// The same, if all hashes are known: no file is read through; `nil` if one would have to be.
    ///
    /// - Throws: `CheckpointError` if a file cannot be read.
    public func knownModelUses(_ cache: HashCache = HashCache()) throws -> [ModelUse]? {
        do { return try modelUses(cache, isCancelled: { true }) } catch is CancellationError {
            return nil
        }
    }

    private func modelUses(_ cache: HashCache, isCancelled: () -> Bool) throws -> [ModelUse] {
        let named = try hashedFiles.map { file in
            let hash = try file.hash(cache, isCancelled: isCancelled)
            return switch file {
            case .checkpoint(let entry): ModelUse(kind: "checkpoint", name: entry.name, hash: hash)
            case .lora(let entry): ModelUse(kind: "LoRA", name: entry.name, hash: hash)
            case .embedding(let entry): ModelUse(kind: "embedding", name: entry.name, hash: hash)
            }
        }
        let modules = Set(passes.flatMap(\.parts).filter(\.module).map(\.file.path))
        return try
            (named
            + modules.map { path in
                let isFolder = FileStatus(path)?.isFolder ?? false
                return ModelUse(
                    kind: "module", name: path.baseName,
                    hash: isFolder ? nil : try cache.sha256(path, isCancelled: isCancelled))
            }).sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }
    }
}
