/// A folder of files that are there whole or not at all, each under a name that is used once.
///
/// A file is written under a temporary name, forced to the disk, renamed, and its folder forced to the
/// disk; then its row may be written. What lies there without a row is nothing yet, or nothing more.
package struct DataFolder: Sendable {
    /// How temporary names begin.
    package static let draftPrefix = ".tmp-"

    /// The folder's path, without a slash at its end.
    package let path: String
    let operations: FileOperations

    package init(path: String, operations: FileOperations = .system) {
        self.path = path
        self.operations = operations
    }

    /// Stores bytes under a relative name.
    ///
    /// If that fails nothing is left, or a file that belongs to nothing.
    func write(_ bytes: [UInt8], to name: String) throws(JobStoreError) {
        let (folder, _) = Self.split(name)
        try makeFolders(to: folder)
        let draft = join(folder, Self.draftPrefix + Draft.random().description)
        let final = join(name)
        var cleanup = draft
        do throws(JobStoreError) {
            try attempt("write", draft) { () throws(SystemError) in try put(bytes, into: draft) }
            try attempt("rename", draft) { () throws(SystemError) in
                try retrying { () throws(SystemError) in try operations.rename(draft, final) }
            }
            cleanup = final
            try syncFolder(folder)
        } catch {
            try? operations.unlink(cleanup)
            throw error
        }
    }

    /// The bytes of a file that must have this length.
    ///
    /// - Returns: `nil` if there is no such file.
    func read(_ name: String, byteCount: Int) throws(JobStoreError) -> [UInt8]? {
        let path = join(name)
        do throws(SystemError) {
            let file = try retrying { () throws(SystemError) in try operations.open(path) }
            defer { try? operations.close(file) }
            let size = try retrying { () throws(SystemError) in try operations.size(file) }
            guard size == byteCount else { throw SystemError.cutShort }
            return try take(byteCount, from: file)
        } catch .missing {
            return nil
        } catch .cutShort {
            throw .damaged("the file \(name)")
        } catch {
            throw JobStoreError(error, doing: "read", path)
        }
    }

    /// Removes a file; that it is not there is no failure.
    func remove(_ name: String) throws(JobStoreError) {
        try attempt("remove", join(name)) { () throws(SystemError) in
            do throws(SystemError) {
                try retrying { () throws(SystemError) in try operations.unlink(join(name)) }
            } catch .missing {
                return
            }
        }
    }

    /// Makes the folders on the way to a relative one, and forces their names to the disk.
    func makeFolders(to folder: String) throws(JobStoreError) {
        var parent = ""
        for part in folder.split(separator: "/") {
            let folder = parent.isEmpty ? String(part) : parent + "/" + part
            try attempt("make", join(folder)) { () throws(SystemError) in
                do throws(SystemError) {
                    try retrying { () throws(SystemError) in try operations.makeFolder(join(folder))
                    }
                } catch .exists {
                    return
                }
                // A name that is not on the disk when its file is would take the file with it.
                do throws(SystemError) {
                    try retrying { () throws(SystemError) in
                        try operations.syncFolder(join(parent))
                    }
                } catch {
                    try? operations.removeFolder(join(folder))
                    throw error
                }
            }
            parent = folder
        }
    }

    func join(_ parts: String...) -> String {
        (path == "/" ? "" : path)
            + parts.filter { !$0.isEmpty }.map { "/" + $0 }.joined()
    }

    /// A relative name's folder and last part.
    static func split(_ name: String) -> (folder: String, last: String) {
        guard let slash = name.lastIndex(of: "/") else { return ("", name) }
        return (String(name[..<slash]), String(name[name.index(after: slash)...]))
    }

    // MARK: -

    func syncFolder(_ folder: String) throws(JobStoreError) {
        try attempt("sync", join(folder)) { () throws(SystemError) in
            try retrying { () throws(SystemError) in try operations.syncFolder(join(folder)) }
        }
    }

    private func put(_ bytes: [UInt8], into draft: String) throws(SystemError) {
        let file = try retrying { () throws(SystemError) in try operations.create(draft) }
        do throws(SystemError) {
            var done = 0
            while done < bytes.count {
                let rest = bytes[done...]
                let count = try retrying { () throws(SystemError) in
                    let outcome = rest.withUnsafeBytes { buffer in
                        Result { () throws(SystemError) in try operations.write(file, buffer) }
                    }
                    return try outcome.get()
                }
                guard count > 0 else { throw SystemError.failed }
                done += count
            }
            try retrying { () throws(SystemError) in try operations.sync(file) }
        } catch {
            try? operations.close(file)
            throw error
        }
        // Interrupted or not, the descriptor is given back, and the bytes are on the disk.
        do throws(SystemError) { try operations.close(file) } catch .interrupted { return }
    }

    private func take(_ byteCount: Int, from file: Int32) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        var done = 0
        while done < byteCount {
            let count = try retrying { () throws(SystemError) in
                let outcome = bytes.withUnsafeMutableBytes { buffer in
                    Result { () throws(SystemError) in
                        try operations.read(
                            file, UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
                    }
                }
                return try outcome.get()
            }
            guard count > 0 else { throw SystemError.cutShort }
            done += count
        }
        return bytes
    }

    private func attempt(
        _ what: String, _ path: String, _ body: () throws(SystemError) -> Void
    ) throws(JobStoreError) {
        do throws(SystemError) { try body() } catch {
            throw JobStoreError(error, doing: what, path)
        }
    }
}

/// The random part of a temporary name.
private struct Draft: OpaqueID {
    let bits: UInt128
}

extension SystemError {
    /// A file is not as long as it was. No call gives this code.
    fileprivate static let cutShort = SystemError(code: 0)
}

/// Makes a call again while a signal interrupts it.
func retrying<Value>(_ call: () throws(SystemError) -> Value) throws(SystemError) -> Value {
    while true {
        do throws(SystemError) { return try call() } catch .interrupted { continue }
    }
}
