import Kiln
import NIOPosix
import Synchronization

/// The model folder as it was last looked at. Headers are read here, weights never.
final class ModelShelf: Sendable {
    private let path: String
    /// What is known of the files' hashes.
    let hashes: HashCache
    /// What is known of the files' headers.
    let reports = ReportCache()
    /// What is known of what LoRAs say of themselves.
    private let metadata = MetadataCache()
    private let folder: Mutex<ModelFolder>

    /// Looks at a folder.
    ///
    /// - Throws: `ModelFolderError`.
    init(_ path: String, hashes: HashCache) throws {
        self.path = path
        self.hashes = hashes
        folder = Mutex(
            try ModelFolder(path, hashes: hashes, metadata: metadata, takesPaths: false)
                .knowing(reports))
    }

    /// The folder.
    var models: ModelFolder { folder.withLock { $0 } }

    /// Looks at the folder again.
    func refresh() async throws {
        let (path, hashes, metadata, reports) = (path, hashes, metadata, reports)
        let fresh = try await Blocking.run {
            try ModelFolder(path, hashes: hashes, metadata: metadata, takesPaths: false)
                .knowing(reports)
        }
        folder.withLock { $0 = fresh }
    }

    /// Does something with the folder, off the threads that answer requests. If a name leads nowhere, the
    /// folder is looked at again first: files that have come since need no refresh.
    ///
    /// - Parameter isLacking: whether a result lacks something that may have come since.
    func reading<Result: Sendable>(
        unless isLacking: (Result) -> Bool = { _ in false },
        _ body: @escaping @Sendable (ModelFolder) throws -> Result
    ) async throws -> Result {
        let known = models
        do {
            let result = try await Blocking.run { try body(known) }
            if !isLacking(result) { return result }
        } catch is ModelFolderError {}
        try await refresh()
        let fresh = models
        return try await Blocking.run { try body(fresh) }
    }
}

/// Work that waits for disks or programs, on threads of its own. What takes long has other threads than
/// what is short, so that no plan waits for a model's hash.
struct Blocking {
    private let pool: NIOThreadPool

    private init(_ pool: NIOThreadPool) { self.pool = pool }

    private init(threads: Int) {
        pool = NIOThreadPool(numberOfThreads: threads)
        pool.start()
    }

    /// Reading of headers and folders, which takes milliseconds.
    private static let short = Blocking(.singleton)
    /// Reading whole models: one after the other, since they share a disk.
    static let hashing = Blocking(threads: 1)
    /// Waiting for programs.
    static let programs = Blocking(threads: 2)

    /// Does something short.
    static func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await short.run(body)
    }

    /// Does something on these threads.
    func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await pool.runIfActive(body)
    }
}
