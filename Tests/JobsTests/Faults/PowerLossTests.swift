import Foundation
import GRDB
import Testing

@testable import Jobs

/// The power goes at any moment, and of what was not forced to the disk anything may be missing.
@Suite struct PowerLossTests {
    /// `KILN_POWER_LOSSES` asks for so many random images of each moment beside the three plain ones, and
    /// for a longer life.
    private static let images =
        ProcessInfo.processInfo.environment["KILN_POWER_LOSSES"].flatMap(Int.init)

    /// Lives stories under a watch, each in a run of its own; gives the moments at which the power may
    /// go. A job is left running at the end of a run, and a file that belongs to nothing.
    private func moments(
        runs: Int, lie: PowerWatch.Lie? = nil
    ) async throws -> (root: String, moments: [PowerWatch.Moment]) {
        let bench = Bench()
        let story = Story(bench)
        let watch = PowerWatch(bench.folder, lie: lie) { story.accepted }
        for _ in 0..<runs {
            let store = try SQLiteJobStore(
                folder: bench.folder.path, clock: bench.clock.clock, operations: watch.operations)
            store.pool.add(transactionObserver: watch)
            try await store.recover()
            await story.run(store)
            try await story.leaveUnfinished(store)
            try store.close()
        }
        #expect(story.errors == [])
        return (bench.folder.path, watch.moments)
    }

    /// A folder as it may be found when the power is back.
    private func folder(
        _ moment: PowerWatch.Moment, _ root: String, _ manner: CrashedDisk.Manner,
        _ random: inout SeededGenerator
    ) throws -> TestFolder {
        let copy = TestFolder()
        let image = moment.disk.image(below: root, manner, &random)
        for path in image.keys.sorted() {
            let place = copy.path + path.dropFirst(root.count)
            if let bytes = image[path] ?? nil {
                try Data(bytes).write(to: URL(filePath: place))
            } else {
                try FileManager.default.createDirectory(
                    atPath: place, withIntermediateDirectories: false)
            }
        }
        if let database = moment.database, image.keys.contains(root) {
            for name in try FileManager.default.contentsOfDirectory(atPath: database.path) {
                try FileManager.default.copyItem(
                    atPath: database.path + "/" + name, toPath: copy.path + "/" + name)
            }
        }
        return copy
    }

    @Test func `whenever the power goes, what was accepted is known and what is done is whole`()
        async throws
    {
        let (root, moments) = try await moments(runs: Self.images == nil ? 2 : 4)
        #expect(moments.count > 150 && moments.contains { $0.disk.isUncertain })
        for (number, moment) in moments.enumerated()
        where Self.images != nil || number.isMultiple(of: 2) {
            var random = SeededGenerator(seed: UInt64(number))
            let manners: [CrashedDisk.Manner] =
                Self.images.map { [.nothing, .names, .bytes] + Array(repeating: .some, count: $0) }
                ?? [CrashedDisk.Manner.allCases[number / 2 % 4]]
            for manner in manners {
                let bench = Bench(folder: try folder(moment, root, manner, &random))
                let comment: Comment = "moment \(number), \(manner) arrived"
                let report = try await bench.checkAfterlife(of: moment.accepted, comment)
                #expect(report.gone == [], comment)
            }
        }
    }

    @Test(arguments: PowerWatch.Lie.allCases)
    func `a disk that does not force what it should is found out`(
        lie: PowerWatch.Lie
    ) async throws {
        let (root, moments) = try await moments(runs: 1, lie: lie)
        let last = try #require(moments.last)
        var random = SeededGenerator(seed: 1)
        let manner = lie == .filesAreForced ? CrashedDisk.Manner.names : .bytes
        let bench = Bench(folder: try folder(last, root, manner, &random))
        if lie == .foldersAreForced {
            #expect(!FileManager.default.fileExists(atPath: bench.folder.path))
        } else {
            #expect(try await reopen(bench).recover().gone != [])
        }
    }
}
