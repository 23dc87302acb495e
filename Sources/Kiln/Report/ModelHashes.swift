import Dispatch
import Synchronization

/// The hash that a job's infotexts name, computed beside the job's work.
public final class ModelHashes: Sendable {
    private let finished = DispatchGroup()
    private let hashes = Mutex<[String: Result<String, any Error>]>([:])

    /// Begins to hash the checkpoints of a plan, each once; known hashes are taken from the cache.
    public init(of plan: Plan, cache: HashCache = HashCache()) {
        let paths = Set(plan.passes.map(\.checkpoint.path))
        for path in paths {
            DispatchQueue.global(qos: .utility).async(group: finished) { [self] in
                let hash = Result { try cache.sha256(path, isCancelled: { false }) }
                hashes.withLock { $0[path] = hash }
            }
        }
    }

    /// The SHA-256 of a checkpoint, when it is there. Blocks the calling thread until then.
    public func hash(of checkpoint: CheckpointEntry) throws -> String? {
        finished.wait()
        return try hashes.withLock { $0[checkpoint.path] }?.get()
    }
}
