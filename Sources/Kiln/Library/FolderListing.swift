#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The files below a folder, with links followed and each folder entered once.
struct FolderListing {
    /// Paths from the folder, in order: a folder's own files before those of its subfolders, and
    /// names without regard to case.
    private(set) var files: [String] = []

    private let root: String
    private let extensions: [String]
    private let pipelines: Bool
    private var entered: Set<FileStatus.Identity> = []
    /// Linked folders wait until all real ones are read, so that a file is listed by its real place.
    private var links: [String] = []

    /// The files with one of these extensions, given without a point and in small letters. Hidden
    /// files and folders are left out, and what cannot be read counts as empty.
    ///
    /// - Parameter pipelines: Whether a model that lies in several files counts as one: a folder with
    ///   diffusers' `model_index.json`, by its own path, and parts with an index, by that.
    init(of root: String, extensions: [String], pipelines: Bool = false) {
        self.root = root
        self.extensions = extensions
        self.pipelines = pipelines
        links = [""]
        while !links.isEmpty { enter(links.removeFirst()) }
        files.sort { Self.sortKey($0) < Self.sortKey($1) }
    }

    private mutating func enter(_ folder: String) {
        guard let status = FileStatus(root + "/" + folder), status.isFolder,
            entered.insert(status.identity).inserted,
            let names = try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)
        else { return }
        if pipelines, !folder.isEmpty, names.contains(Self.pipelineIndex) {
            files.append(folder)
            return
        }
        let indexed = pipelines ? Self.indexed(names) : []
        for name in names.sorted() where !name.hasPrefix(".") {
            guard !indexed.contains(where: { Self.isPart(name, of: $0) }) else { continue }
            add(folder.isEmpty ? name : folder + "/" + name)
        }
        for name in indexed {
            files.append((folder.isEmpty ? "" : folder + "/") + name + Self.partsIndex)
        }
    }

    /// What names a folder of diffusers' as a whole checkpoint.
    static let pipelineIndex = "model_index.json"
    private static let partsIndex = ".safetensors.index.json"

    /// The names, without their endings, of checkpoints in parts with an index.
    private static func indexed(_ names: [String]) -> [String] {
        names.filter { $0.hasSuffix(partsIndex) && !$0.hasPrefix(".") }
            .map { String($0.dropLast(partsIndex.count)) }
    }

    /// Whether a file is a part as an index names it: `model-00001-of-00002.safetensors`.
    private static func isPart(_ name: String, of index: String) -> Bool {
        name.hasPrefix(index + "-") && name.hasSuffix(".safetensors") && name.contains("-of-")
    }

    private mutating func add(_ path: String) {
        guard let status = FileStatus(root + "/" + path) else { return }
        if status.isFile {
            if extensions.contains(path.fileExtension.lowercased()) { files.append(path) }
        } else if FileStatus.isLink(root + "/" + path) {
            links.append(path)
        } else {
            enter(path)
        }
    }

    private static func sortKey(_ path: String) -> (String, String, String) {
        (path.folder.lowercased(), path.baseName.lowercased(), path)
    }
}

extension String {
    /// A path's last name.
    var baseName: String { String(self[(lastIndex(of: "/").map(index(after:)) ?? startIndex)...]) }

    /// A path's folder, without the slash; empty if it has none.
    var folder: String { lastIndex(of: "/").map { String(self[..<$0]) } ?? "" }

    /// What follows the last point of the last name.
    var fileExtension: String {
        let name = baseName
        return name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
    }

    /// The path without its extension.
    var withoutExtension: String {
        let suffix = fileExtension
        return suffix.isEmpty ? self : String(dropLast(suffix.count + 1))
    }
}
