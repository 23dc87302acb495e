import Checkpoints
import Dispatch
public import Samplers
import Synchronization

/// What every model file of a folder is and can be used for, in words and as JSON.
///
/// Headers alone are read. A file that cannot be read is listed with the reason.
public struct FolderReport: Sendable, Encodable {
    /// The files by purpose.
    public let groups: [Group]

    /// Files of one purpose in one folder.
    public struct Group: Sendable, Encodable {
        /// What they are: "Checkpoints".
        public let title: String
        /// The folder they lie in.
        public let folder: String
        /// The files, by name.
        public let files: [Entry]
    }

    /// One file.
    public struct Entry: Sendable, Encodable {
        /// Its path from the group's folder.
        public let name: String
        /// Where it is.
        public let path: String
        /// Its size in bytes; of a folder, that of its models.
        public let bytes: Int
        /// SHA-256 in 64 hexadecimal digits, if it is known.
        public let sha256: String?
        /// What kind of file it is, in one word; `nil` for a broken one.
        public let kind: String?
        /// What it is, in a few words.
        public let summary: String
        /// What it can be used for, or why for nothing.
        public let use: String
        /// Whether something that runs takes it.
        public let isUsable: Bool
        /// How most of its bytes are stored.
        public let type: String?
        /// How its UNet's output is read.
        public let prediction: PredictionType?
        /// Why it cannot be read, in one sentence.
        public let error: String?
    }

    /// The report of a listing.
    ///
    /// - Parameter hashes: what is known of the files' hashes. None is computed.
    public init(_ listing: LibraryListing, hashes: HashCache) {
        let files = listing.shelves.flatMap(\.files)
        let entries = Mutex<[Int: Entry]>([:])
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            let entry = Entry(files[index], hashes: hashes)
            entries.withLock { $0[index] = entry }
        }
        var next = 0
        groups = listing.shelves.map { shelf in
            defer { next += shelf.files.count }
            let range = next..<next + shelf.files.count
            return Group(
                title: shelf.title, folder: shelf.folder,
                files: entries.withLock { entries in range.compactMap { entries[$0] } })
        }
    }
}

extension FolderReport.Entry {
    fileprivate init(_ file: LibraryListing.File, hashes: HashCache) {
        do {
            self.init(file, FileReport(Fingerprint(try CheckpointFile(opening: file.path))), hashes)
        } catch {
            self.init(file, failure: error, hashes)
        }
    }

    private init(_ file: LibraryListing.File, _ report: FileReport, _ hashes: HashCache) {
        name = file.name
        path = file.path
        bytes = report.bytes
        sha256 = hashes.cached(file.path)
        kind = report.kind
        let details = [report.prediction?.description, report.zeroTerminalSNR ? "ztsnr" : nil]
        let article = ["a ", "an "].first(where: report.architecture.hasPrefix) ?? ""
        let title = String(report.architecture.dropFirst(article.count))
        summary = ([title] + details.compactMap { $0 }).joined(separator: ", ")
        use = report.use
        isUsable = report.isUsable
        type = report.type
        prediction = report.prediction
        error = nil
    }

    private init(_ file: LibraryListing.File, failure: CheckpointError, _ hashes: HashCache) {
        name = file.name
        path = file.path
        bytes = (try? OpenFile(file.path))?.stamp.size ?? 0
        sha256 = hashes.cached(file.path)
        kind = nil
        summary = "cannot be read"
        let sentence = failure.description
        let short =
            sentence.hasPrefix(file.path + " ")
            ? String(sentence.dropFirst(file.path.count + 1)) : sentence
        use = short
        isUsable = false
        type = nil
        prediction = nil
        error = sentence
    }
}
