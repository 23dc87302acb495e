import Jobs
import Synchronization

/// The system's files, of whose calls one goes wrong.
final class FaultyFiles: Sendable {
    enum Fault: Sendable, Hashable {
        /// The call fails and does nothing.
        case failure(SystemError)
        /// The call takes half of what it is given; one that cannot fails as interrupted, once.
        case interruption
    }

    private let fault: Fault?
    private let target: Int
    private let watch: @Sendable (Int) -> Void
    private let count = Mutex(0)

    /// - Parameters:
    ///   - target: the number of the call that goes wrong, from 1.
    ///   - watch: called before each call with its number.
    init(
        _ fault: Fault? = nil, at target: Int = 0,
        watch: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.fault = fault
        self.target = target
        self.watch = watch
    }

    /// How many calls were made.
    var calls: Int { count.withLock { $0 } }

    /// Counts a call; gives what is to go wrong with it.
    private func next() -> Fault? {
        let number = count.withLock { count in
            count += 1
            return count
        }
        watch(number)
        return number == target ? fault : nil
    }

    private func step() throws(SystemError) {
        switch next() {
        case nil: return
        case .failure(let error): throw error
        case .interruption: throw .interrupted
        }
    }

    /// Half of a buffer's length where the call is to be cut short.
    private func length(_ count: Int) throws(SystemError) -> Int {
        switch next() {
        case nil: return count
        case .failure(let error): throw error
        case .interruption:
            guard count > 1 else { throw .interrupted }
            return count / 2
        }
    }

    var operations: FileOperations {
        let system = FileOperations.system
        var faulty = system
        faulty.create = { path throws(SystemError) in
            try self.step()
            return try system.create(path)
        }
        faulty.open = { path throws(SystemError) in
            try self.step()
            return try system.open(path)
        }
        faulty.size = { file throws(SystemError) in
            try self.step()
            return try system.size(file)
        }
        faulty.read = { file, buffer throws(SystemError) in
            let count = try self.length(buffer.count)
            return try system.read(
                file, UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(count)))
        }
        faulty.write = { file, buffer throws(SystemError) in
            let count = try self.length(buffer.count)
            return try system.write(file, UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
        }
        faulty.sync = { file throws(SystemError) in
            try self.step()
            try system.sync(file)
        }
        faulty.close = { file throws(SystemError) in
            // A close that fails has closed.
            try system.close(file)
            try self.step()
        }
        addNames(system, to: &faulty)
        return faulty
    }

    private func addNames(_ system: FileOperations, to faulty: inout FileOperations) {
        faulty.rename = { old, new throws(SystemError) in
            try self.step()
            try system.rename(old, new)
        }
        faulty.unlink = { path throws(SystemError) in
            try self.step()
            try system.unlink(path)
        }
        faulty.makeFolder = { path throws(SystemError) in
            try self.step()
            try system.makeFolder(path)
        }
        faulty.removeFolder = { path throws(SystemError) in
            try self.step()
            try system.removeFolder(path)
        }
        faulty.syncFolder = { path throws(SystemError) in
            try self.step()
            try system.syncFolder(path)
        }
        faulty.list = { folder throws(SystemError) in
            try self.step()
            return try system.list(folder)
        }
    }
}
