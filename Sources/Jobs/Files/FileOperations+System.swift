#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

extension FileOperations {
    /// The system's own.
    package static let system = FileOperations(
        create: { path throws(SystemError) in
            try SystemError.check(
                systemOpen(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW))
        },
        open: { path throws(SystemError) in
            try SystemError.check(systemOpen(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW))
        },
        size: { file throws(SystemError) in
            var status = stat()
            _ = try SystemError.check(fstat(file, &status))
            return Int(status.st_size)
        },
        read: { file, buffer throws(SystemError) in
            try SystemError.check(systemRead(file, buffer))
        },
        write: { file, buffer throws(SystemError) in
            try SystemError.check(systemWrite(file, buffer))
        },
        sync: { file throws(SystemError) in try forceToDisk(file) },
        close: { file throws(SystemError) in _ = try SystemError.check(systemClose(file)) },
        rename: { old, new throws(SystemError) in
            _ = try SystemError.check(systemRename(old, new))
        },
        unlink: { path throws(SystemError) in _ = try SystemError.check(systemUnlink(path)) },
        makeFolder: { path throws(SystemError) in _ = try SystemError.check(mkdir(path, 0o700)) },
        removeFolder: { path throws(SystemError) in _ = try SystemError.check(rmdir(path)) },
        syncFolder: { path throws(SystemError) in
            let folder = try SystemError.check(
                systemOpen(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
            defer { _ = systemClose(folder) }
            try forceToDisk(folder)
        },
        list: { path throws(SystemError) in try entries(of: path) })

    private static func systemOpen(_ path: String, _ flags: Int32) -> Int32 {
        #if canImport(Darwin)
        Darwin.open(path, flags, 0o600)
        #else
        Glibc.open(path, flags, 0o600)
        #endif
    }

    /// On Darwin `fsync` leaves the bytes in the drive's cache.
    private static func forceToDisk(_ file: Int32) throws(SystemError) {
        #if canImport(Darwin)
        if fcntl(file, F_FULLFSYNC) == 0 { return }
        #endif
        _ = try SystemError.check(fsync(file))
    }

    private static func entries(of path: String) throws(SystemError) -> [Entry] {
        guard let folder = opendir(path) else { throw SystemError(code: errno) }
        defer { closedir(folder) }
        var entries: [Entry] = []
        while true {
            errno = 0
            guard let entry = readdir(folder) else {
                guard errno == 0 else { throw SystemError(code: errno) }
                return entries
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            var status = stat()
            guard lstat(path + "/" + name, &status) == 0 else {
                if errno == ENOENT { continue }
                throw SystemError(code: errno)
            }
            entries.append(
                Entry(
                    name: name, isFolder: status.st_mode & S_IFMT == S_IFDIR,
                    size: Int(status.st_size)))
        }
    }
}

private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    read(file, buffer.baseAddress, buffer.count)
}

private func systemWrite(_ file: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    write(file, buffer.baseAddress, buffer.count)
}

private func systemClose(_ file: Int32) -> Int32 { close(file) }

private func systemRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }

private func systemUnlink(_ path: String) -> Int32 { unlink(path) }
