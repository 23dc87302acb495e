import Foundation
import GRDB
import Synchronization
import Testing

@testable import Jobs

/// The system's files, with a record of what is certain to be on the disk before each call and after
/// each commit.
final class PowerWatch: Sendable {
    /// A moment at which the power may go.
    struct Moment: Sendable {
        let disk: CrashedDisk
        /// The data base as its last commit left it; `nil` before there is one.
        let database: TestFolder?
        /// The jobs of which a client had been told.
        let accepted: Set<JobID>
    }

    /// What is wrong with a disk that does not do what it says.
    enum Lie: Sendable, CaseIterable {
        case filesAreForced, foldersAreForced
    }

    private struct State {
        var disk = CrashedDisk()
        var open: [Int32: Int] = [:]
        var moments: [Moment] = []
        var database: (folder: TestFolder, stamp: [FileStamp])?
    }

    private struct FileStamp: Equatable {
        let size: Int?
        let changed: Date?
    }

    private let state = Mutex(State())
    private let folder: TestFolder
    private let accepted: @Sendable () -> Set<JobID>
    private let lie: Lie?

    init(_ folder: TestFolder, lie: Lie? = nil, accepted: @escaping @Sendable () -> Set<JobID>) {
        self.folder = folder
        self.lie = lie
        self.accepted = accepted
    }

    /// All moments so far, and the present one.
    var moments: [Moment] {
        mark()
        return state.withLock { $0.moments }
    }

    /// Notes that the power may go now.
    private func mark() {
        let accepted = accepted()
        state.withLock { state in
            state.moments.append(
                Moment(disk: state.disk, database: database(&state), accepted: accepted))
        }
    }

    /// A copy of the data base, a new one if it has changed.
    private func database(_ state: inout State) -> TestFolder? {
        let names = ["/jobs.sqlite", "/jobs.sqlite-wal"]
        let stamps = names.map { name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path + name)
            return FileStamp(
                size: attributes?[.size] as? Int, changed: attributes?[.modificationDate] as? Date)
        }
        guard stamps[0].size != nil else { return nil }
        if let known = state.database, known.stamp == stamps { return known.folder }
        let copy = TestFolder()
        do {
            try FileManager.default.createDirectory(
                atPath: copy.path, withIntermediateDirectories: true)
            for (name, stamp) in zip(names, stamps) where stamp.size != nil {
                try FileManager.default.copyItem(
                    atPath: folder.path + name, toPath: copy.path + name)
            }
        } catch {
            Issue.record("no copy of the data base: \(error)")
        }
        state.database = (copy, stamps)
        return copy
    }

    /// Makes a call and notes what it does to the disk, if it succeeds.
    private func call<Value>(
        _ body: () throws(SystemError) -> Value, _ note: (inout State, Value) -> Void
    ) throws(SystemError) -> Value {
        mark()
        let value = try body()
        state.withLock { note(&$0, value) }
        return value
    }

    var operations: FileOperations {
        let system = FileOperations.system
        var watched = system
        watched.create = { path throws(SystemError) in
            try self.call { () throws(SystemError) in
                try system.create(path)
            } _: { state, file in
                state.open[file] = state.disk.create(path)
            }
        }
        watched.write = { file, buffer throws(SystemError) in
            // A call takes a third of a file, so that a file has several writes.
            let part = UnsafeRawBufferPointer(rebasing: buffer.prefix(max(1, buffer.count / 3)))
            return try self.call { () throws(SystemError) in
                try system.write(file, part)
            } _: { state, count in
                if let number = state.open[file] {
                    state.disk.write(Array(part.prefix(count)), to: number)
                }
            }
        }
        watched.sync = { file throws(SystemError) in
            try self.call { () throws(SystemError) in
                try system.sync(file)
            } _: { state, _ in
                if self.lie != .filesAreForced, let number = state.open[file] {
                    state.disk.sync(number)
                }
            }
        }
        watched.close = { file throws(SystemError) in
            try system.close(file)
            self.state.withLock { $0.open[file] = nil }
        }
        addNames(system, to: &watched)
        return watched
    }

    private func addNames(_ system: FileOperations, to watched: inout FileOperations) {
        watched.rename = { old, new throws(SystemError) in
            try self.call { () throws(SystemError) in
                try system.rename(old, new)
            } _: { state, _ in
                state.disk.rename(old, new)
            }
        }
        watched.unlink = { path throws(SystemError) in
            try self.call { () throws(SystemError) in
                try system.unlink(path)
            } _: { state, _ in
                state.disk.remove(path)
            }
        }
        watched.makeFolder = { path throws(SystemError) in
            try self.call { () throws(SystemError) in
                try system.makeFolder(path)
            } _: { state, _ in
                state.disk.makeFolder(path)
            }
        }
        watched.removeFolder = { path throws(SystemError) in
            try self.call { () throws(SystemError) in
                try system.removeFolder(path)
            } _: { state, _ in
                state.disk.remove(path)
            }
        }
        watched.syncFolder = { path throws(SystemError) in
            try self.call { () throws(SystemError) in
                try system.syncFolder(path)
            } _: { state, _ in
                if self.lie != .foldersAreForced { state.disk.syncFolder(path) }
            }
        }
    }
}

extension PowerWatch: TransactionObserver {
    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
    func databaseDidChange(with event: DatabaseEvent) {}
    func databaseDidRollback(_ db: Database) {}

    func databaseDidCommit(_ db: Database) { mark() }
}
