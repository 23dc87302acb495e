import Foundation
import Kiln

/// The hashing of every file whose hash is not known, with a line on stderr that says how far it is.
///
/// Each hash is kept as soon as it is known, so that Ctrl-C loses only the file at hand.
struct HashingRun {
    private let files: [(path: String, name: String, bytes: Int)]
    private let hashes: HashCache
    private let total: Int

    init(_ listing: LibraryListing, _ hashes: HashCache) {
        self.hashes = hashes
        files = listing.shelves.flatMap(\.files).compactMap { file in
            guard hashes.cached(file.path) == nil,
                let attributes = try? FileManager.default.attributesOfItem(
                    atPath: URL(fileURLWithPath: file.path).resolvingSymlinksInPath().path),
                attributes[.type] as? FileAttributeType == .typeRegular,
                let size = attributes[.size] as? Int
            else { return nil }
            return (file.path, file.name, size)
        }
        total = files.reduce(0) { $0.addingReportingOverflow($1.bytes).partialValue }
    }

    /// Hashes the files one after the other. A file that cannot be read is passed over: the listing
    /// says why.
    ///
    /// Ctrl-C ends the process.
    func run() {
        let cancellation = Cancellation()
        let interrupt = Interrupt { cancellation.cancel() }
        defer { interrupt.restore() }
        var line = HashingLine(files: files.count, bytes: total)
        defer { line.finish() }
        for file in files {
            line.begin(file.name)
            do {
                _ = try hashes.sha256(
                    file.path, isCancelled: { cancellation.isCancelled },
                    progress: { line.add($0) })
                line.end()
            } catch is CancellationError {
                line.finish()
                Terminal.complain(
                    "interrupted; \(line.done) of \(files.count) hashes were computed and kept.")
                exit(Failure.interrupted)
            } catch {
                continue
            }
        }
    }
}

/// The line that says how far the hashing is, where a terminal shows it.
private struct HashingLine {
    private let files: Int
    private let bytes: Int
    private let start = ContinuousClock().now
    private var shown: ContinuousClock.Instant?
    private var name = ""
    private var read = 0
    /// Files whose hash is known now.
    private(set) var done = 0

    init(files: Int, bytes: Int) {
        self.files = files
        self.bytes = bytes
    }

    mutating func begin(_ name: String) {
        self.name = name
        draw()
    }

    mutating func end() { done += 1 }

    /// Counts bytes; the line changes ten times a second at most.
    mutating func add(_ count: Int) {
        read += count
        let now = ContinuousClock().now
        if let shown, now - shown < .milliseconds(100) { return }
        draw()
    }

    func finish() {
        if Terminal.isWatched, shown != nil { Terminal.show("\r\u{1B}[K") }
    }

    private mutating func draw() {
        shown = ContinuousClock().now
        guard Terminal.isWatched else { return }
        let share = bytes > 0 ? Double(read) / Double(bytes) : 1
        let filled = min(24, Int((share * 24).rounded(.down)))
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        let seconds = (ContinuousClock().now - start) / .seconds(1)
        let speed = seconds > 0.5 ? "  \(Int(Double(read) / seconds / 1e6)) MB/s" : ""
        Terminal.show(
            "\r\u{1B}[K\(bar) \(Int(share * 100)) %  hash \(done + 1) of \(files)\(speed)  "
                + name.printable)
    }
}
