import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The sole right to a data folder: an advisory lock on the file `lock`, held until it is given up or
/// the process ends.
final class FolderLock: Sendable {
    private let held: Mutex<Int32?>

    /// - Throws: `.inUse` while another process, or another store of this one, has the folder.
    init(folder: String) throws(JobStoreError) {
        let path = folder + "/lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw JobStoreError(SystemError(code: errno), doing: "open", path)
        }
        var outcome = flock(file, LOCK_EX | LOCK_NB)
        while outcome != 0, errno == EINTR { outcome = flock(file, LOCK_EX | LOCK_NB) }
        guard outcome == 0 else {
            let code = errno
            close(file)
            guard code == EWOULDBLOCK else {
                throw JobStoreError(SystemError(code: code), doing: "lock", path)
            }
            throw .inUse(folder: folder)
        }
        held = Mutex(file)
    }

    deinit { giveUp() }

    func giveUp() {
        held.withLock { file in
            if let held = file {
                // A program that is being started has a copy of the descriptor until it runs, and the
                // lock is all copies'.
                flock(held, LOCK_UN)
                close(held)
            }
            file = nil
        }
    }
}

extension JobStoreError {
    /// What a refused system call means.
    init(_ error: SystemError, doing what: String, _ path: String) {
        let sentence = "cannot \(what) \(path): \(error)"
        self = error.isFull ? .full(sentence) : .io(sentence)
    }
}
