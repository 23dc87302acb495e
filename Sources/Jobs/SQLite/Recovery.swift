import GRDB

/// Puts the rows in order after a run that may have ended at any moment.
struct Recovery {
    let records: JobRecords
    /// What lies in the data folder: sizes in bytes by relative name.
    let files: [String: Int]

    private(set) var report = RecoveryReport()
    /// The files that belong to a row.
    private(set) var kept: Set<String> = []

    init(records: JobRecords, files: [String: Int]) {
        self.records = records
        self.files = files
    }

    /// - Parameter isHeld: whether a job runs under a lease that this run gave.
    mutating func run(isHeld: (JobID) -> Bool) throws {
        try checkImages()
        try checkFirstPasses()
        try checkInputs()
        try takeBack(isHeld: isHeld)
    }

    /// A picture whose file is missing or cut short is gone; a job that has not ended makes it again.
    private mutating func checkImages() throws {
        let rows = try Row.fetchAll(
            records.db, sql: "SELECT id, path, byte_count, hash FROM images WHERE gone = 0")
        for row in rows where try !isWhole(StoredFile(row)) {
            let id = try column(row, "id", ImageID.init)
            try records.db.execute(
                sql: "UPDATE images SET gone = 1 WHERE id = ?", arguments: [id.description])
            report.gone.append(id)
        }
    }

    private mutating func checkFirstPasses() throws {
        let rows = try Row.fetchAll(
            records.db, sql: "SELECT job, place, path, byte_count, hash FROM first_passes")
        for row in rows where try !isWhole(StoredFile(row)) {
            try records.db.execute(
                sql: "DELETE FROM first_passes WHERE job = ? AND place = ?",
                arguments: [row["job"] as Int64, row["place"] as Int])
        }
    }

    /// A job whose input is lost cannot be done.
    private mutating func checkInputs() throws {
        let rows = try Row.fetchAll(
            records.db,
            sql: "SELECT 'inputs/' || hash AS path, byte_count, hash FROM inputs")
        for row in rows where try !isWhole(StoredFile(row)) {
            let hash: String = row["hash"]
            let jobs = try Int64.fetchAll(
                records.db, sql: "SELECT job FROM job_inputs WHERE hash = ?", arguments: [hash])
            for job in jobs {
                var detail = JobEvent.Detail()
                detail.failure = .inputLost
                try records.finish(job, as: .failed, detail)
            }
            try records.db.execute(sql: "DELETE FROM inputs WHERE hash = ?", arguments: [hash])
        }
    }

    /// Jobs that ran wait again, at no cost to them, unless they had been called off.
    private mutating func takeBack(isHeld: (JobID) -> Bool) throws {
        let rows = try Row.fetchAll(
            records.db,
            sql: "SELECT id, attempt, worker FROM jobs WHERE state = 'running' ORDER BY number")
        for row in rows {
            let id = try column(row, "id", JobID.init)
            guard !isHeld(id) else { continue }
            let worker = WorkerID(row["worker"] ?? "")
            let lease = Lease(job: id, attempt: row["attempt"], worker: worker)
            if try records.giveBack(try records.held(lease)) == .cancelled {
                report.cancelled.append(id)
            } else {
                report.requeued.append(id)
            }
        }
    }

    private mutating func isWhole(_ file: StoredFile) -> Bool {
        guard files[file.name] == file.byteCount else { return false }
        kept.insert(file.name)
        return true
    }
}

extension JobFailure {
    fileprivate static let inputLost = JobFailure(
        reason: "input-lost", detail: "an input of the job is no longer on the disk; send it again."
    )
}
