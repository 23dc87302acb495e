import Foundation
import Kiln

/// A folder for a library's files, gone when the test ends.
final class LibraryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "library-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file with its folders; without contents, its name is what is in it.
    @discardableResult
    func add(_ name: String, _ contents: String? = nil) throws -> String {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data((contents ?? name).utf8).write(to: url)
        return url.path
    }

    /// Makes a symbolic link.
    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: path + "/" + name, withDestinationPath: target)
    }

    /// The cache of hashes in this folder.
    var hashes: HashCache { HashCache(file: path + "/cache/hashes.json") }

    /// The model folder as it is now.
    func models() throws -> ModelFolder { try ModelFolder(path, hashes: hashes) }

    /// The path of a file below, from the folder.
    func name(of path: String) -> String { String(path.dropFirst(self.path.count + 1)) }
}
