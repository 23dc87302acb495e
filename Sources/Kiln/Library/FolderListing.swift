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
    private var entered: Set<FileStatus.Identity> = []
    /// Linked folders wait until all real ones are read, so that a file is listed by its real place.
    private var links: [String] = []

    /// The files with one of these extensions, given without a point and in small letters. Hidden
    /// files and folders are left out, and what cannot be read counts as empty.
    init(of root: String, extensions: [String]) {
        self.root = root
        self.extensions = extensions
        links = [""]
        while !links.isEmpty { enter(links.removeFirst()) }
        files.sort { Self.sortKey($0) < Self.sortKey($1) }
    }

    private mutating func enter(_ folder: String) {
        guard let status = FileStatus(root + "/" + folder), status.isFolder,
            entered.insert(status.identity).inserted,
            let names = try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)
        else { return }
        for name in names.sorted() where !name.hasPrefix(".") {
            add(folder.isEmpty ? name : folder + "/" + name)
        }
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
