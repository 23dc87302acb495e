import GRDB

extension SQLiteJobStore {
    @discardableResult
    package func recover() async throws(JobStoreError) -> RecoveryReport {
        try await fileWriter.run { [self] () throws(JobStoreError) in try putInOrder() }
    }

    @discardableResult
    package func retain(
        _ policy: RetentionPolicy
    ) async throws(JobStoreError) -> RetentionReport {
        var report = RetentionReport()
        var isUnfinished = true
        while isUnfinished {
            let part = try await fileWriter.run { [self] () throws(JobStoreError) in
                try giveUp(policy)
            }
            report.add(part.report)
            isUnfinished = part.isUnfinished
        }
        try await giveBackPages()
        return report
    }

    /// Gives pages of the data base that hold nothing back to the disk, some at a time, so that other
    /// writes come in between. A few stay for what comes next.
    private func giveBackPages() async throws(JobStoreError) {
        let (spare, step) = (2048, 2048)
        var last = Int.max
        while true {
            let free = try await write { records in
                let free = try Int.fetchOne(records.db, sql: "PRAGMA freelist_count") ?? 0
                if free > spare {
                    let count = min(free - spare, step)
                    // One page goes with each row that is asked for.
                    _ = try Row.fetchAll(records.db, sql: "PRAGMA incremental_vacuum(\(count))")
                }
                return free
            }
            guard free > spare, free < last else { return }
            last = free
        }
    }

    /// Gives up a part of what a policy does not keep.
    private func giveUp(
        _ policy: RetentionPolicy
    ) throws(JobStoreError) -> (report: RetentionReport, isUnfinished: Bool) {
        // Rows first: a file without a row is swept one day, a row without a file is a loss.
        let (report, names, isUnfinished) = try writeNow { records in
            var retention = Retention(records: records, policy: policy)
            try retention.run()
            return (retention.report, retention.names, retention.isUnfinished)
        }
        // One that stays is swept at the next start; it is no reason to keep the others.
        var failure: JobStoreError?
        for name in names {
            do throws(JobStoreError) { try folder.remove(name) } catch { failure = error }
        }
        if let failure { throw failure }
        if report.firstPasses > 0 { try folder.removeEmptyFolders() }
        return (report, isUnfinished)
    }

    package func tryWriting() async throws(JobStoreError) {
        try await fileWriter.run { [self] () throws(JobStoreError) in
            try folder.write([0], to: "inputs/probe")
            try folder.remove("inputs/probe")
            try writeNow { records in
                try records.db.execute(
                    sql: "UPDATE tallies SET count = count WHERE name = 'accepted'")
            }
        }
    }

    private func putInOrder() throws(JobStoreError) -> RecoveryReport {
        for room in [""] + DataFolder.rooms { try folder.syncFolder(room) }
        let files = try folder.files()
        var (report, kept) = try writeNow { records in
            var recovery = Recovery(records: records, files: files)
            try recovery.run(isHeld: leases.holds)
            return (recovery.report, recovery.kept)
        }
        for name in files.keys.sorted() where !kept.contains(name) {
            try folder.remove(name)
            report.removedFiles.append(name)
        }
        try folder.removeEmptyFolders()
        return report
    }
}
