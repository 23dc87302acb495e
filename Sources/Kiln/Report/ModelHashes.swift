import Dispatch
import Synchronization

/// A file whose hash infotexts name.
public enum HashedFile: Sendable, Hashable {
    case checkpoint(CheckpointEntry)
    case lora(LoraEntry)
    case embedding(EmbeddingEntry)

    /// The hash by which the file is known, in hexadecimal digits; `nil` for a folder, which has
    /// none.
    ///
    /// - Throws: `CheckpointError` if the file cannot be read or changes meanwhile;
    ///   `CancellationError`.
    func hash(_ cache: HashCache, isCancelled: () -> Bool = { false }) throws -> String? {
        switch self {
        case .checkpoint(let entry):
            FileStatus(entry.path)?.isFolder == true
                ? nil : try cache.sha256(entry.path, isCancelled: isCancelled)
        case .lora(let entry): try cache.adapterHash(entry.path, isCancelled: isCancelled)
        case .embedding(let entry): try cache.sha256(entry.path, isCancelled: isCancelled)
        }
    }
}

/// The hashes that a job's infotexts name, computed beside the job's work.
public final class ModelHashes: Sendable {
    private let finished = DispatchGroup()
    private let hashes = Mutex<[HashedFile: Result<String?, any Error>]>([:])

    /// Begins to hash the files of a plan, each once; known hashes are taken from the cache.
    public init(of plan: Plan, cache: HashCache = HashCache()) {
        for file in plan.hashedFiles {
            DispatchQueue.global(qos: .utility).async(group: finished) { [self] in
                let hash = Result { try file.hash(cache) }
                hashes.withLock { $0[file] = hash }
            }
        }
    }

    /// The hash of a file, when it is there. Blocks the calling thread until then.
    public func hash(of file: HashedFile) throws -> String? {
        finished.wait()
        return try hashes.withLock { $0[file] }?.get()
    }
}

extension Plan {
    /// The files whose hashes its infotexts name.
    var hashedFiles: Set<HashedFile> {
        Set(
            passes.flatMap { pass in
                [.checkpoint(pass.checkpoint)] + pass.loras.map { .lora($0.entry) }
                    + pass.embeddings.map { .embedding($0.entry) }
            })
    }
}
