extension DataFolder {
    /// The folders that hold the store's files.
    package static let rooms = ["images", "first-passes", "inputs"]

    /// Makes what is missing of the folders.
    func prepare() throws(JobStoreError) {
        let root = DataFolder(path: path.hasPrefix("/") ? "/" : ".", operations: operations)
        try root.makeFolders(to: path)
        for room in Self.rooms { try makeFolders(to: room) }
    }

    /// Where a picture lies. Its bytes have their own random name, so that other bytes of the same
    /// picture can lie beside them until the row has changed.
    static func imageName(_ id: ImageID, _ type: MediaType) -> String {
        let id = id.description
        return "images/\(id.prefix(2))/\(id).\(type.fileExtension)"
    }

    /// Where a first pass lies; what replaces another lies beside it until the row has changed.
    static func firstPassName(_ job: JobID, _ index: Int, replacing old: String?) -> String {
        let mark = old == nil ? "" : "-\(ImageID.random())"
        return "first-passes/\(job)/\(index)\(mark).safetensors"
    }

    static func inputName(_ id: BlobID) -> String { "inputs/\(id)" }

    /// All files below the rooms with their sizes in bytes, by relative name.
    package func files() throws(JobStoreError) -> [String: Int] {
        var found: [String: Int] = [:]
        var folders = Self.rooms
        while let folder = folders.popLast() {
            for entry in try entries(of: folder) {
                let name = folder + "/" + entry.name
                if entry.isFolder { folders.append(name) } else { found[name] = entry.size }
            }
        }
        return found
    }

    /// Whether there is a file of a name in the folder itself.
    func exists(_ name: String) throws(JobStoreError) -> Bool {
        try entries(of: "").contains { $0.name == name && !$0.isFolder }
    }

    /// Removes folders of first passes that hold nothing.
    func removeEmptyFolders() throws(JobStoreError) {
        for entry in try entries(of: "first-passes") where entry.isFolder {
            let name = "first-passes/" + entry.name
            if try entries(of: name).isEmpty { try? operations.removeFolder(join(name)) }
        }
    }

    private func entries(
        of folder: String
    ) throws(JobStoreError) -> [FileOperations.Entry] {
        do throws(SystemError) {
            return try retrying { () throws(SystemError) in try operations.list(join(folder)) }
        } catch {
            throw JobStoreError(error, doing: "list", join(folder))
        }
    }
}
