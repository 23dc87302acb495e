import Foundation

/// A folder that is removed with this value.
final class TestFolder: Sendable {
    let path: String

    init() {
        // In memory where there is such a place: forcing to a disk costs the tests most of their time.
        let memory = "/dev/shm"
        let root =
            FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
        path = root + "/kiln-jobs-" + UUID().uuidString
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A copy of the folder as it is now.
    func copy() throws -> TestFolder {
        let copy = TestFolder()
        try FileManager.default.copyItem(atPath: path, toPath: copy.path)
        return copy
    }

    /// The same, where the folder may not be there yet.
    func copyIfThere() throws -> TestFolder {
        FileManager.default.fileExists(atPath: path) ? try copy() : TestFolder()
    }

    /// All files below, relative, without the data base's own.
    var files: [String] {
        let all = FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []
        return all.filter { name in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
            return !isFolder.boolValue && !name.hasPrefix("jobs.sqlite") && name != "lock"
        }.sorted()
    }
}
