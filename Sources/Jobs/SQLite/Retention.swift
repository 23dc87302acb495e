import GRDB

/// Gives up what a policy does not keep. Only jobs that have ended are touched.
struct Retention {
    /// An input that no job names stays this long, in milliseconds: its job may be on the way.
    private static let inputGrace: Int64 = 600_000
    /// In one transaction so many jobs or files go, so that others who write need not wait for long.
    private static let batch = 500

    let records: JobRecords
    let policy: RetentionPolicy

    private(set) var report = RetentionReport()
    /// The files to remove once the rows are written.
    private(set) var names: [String] = []
    /// Whether there is more to give up, in another transaction.
    private(set) var isUnfinished = false

    init(records: JobRecords, policy: RetentionPolicy) {
        self.records = records
        self.policy = policy
    }

    mutating func run() throws {
        try forgetJobs()
        try giveUpFiles()
        try sweepInputs()
    }

    /// Beyond the number of jobs to remember and the bytes that their rows may hold, the rows go with all
    /// that hangs on them.
    private mutating func forgetJobs() throws {
        guard policy.jobs != nil || policy.rowBytes != nil,
            let ended = try Row.fetchOne(records.db, sql: EndedJobs.totals)
        else { return }
        var (jobs, bytes): (Int, Int) = (ended["jobs"], ended["bytes"])
        func isTooMuch() -> Bool {
            jobs > policy.jobs ?? .max || bytes > policy.rowBytes ?? .max
        }
        guard isTooMuch() else { return }
        let oldest = try Row.fetchAll(
            records.db, sql: EndedJobs.oldest, arguments: [Self.batch])
        for job in oldest where isTooMuch() {
            let number: Int64 = job["number"]
            for file in try files(of: number) { give(up: file) }
            try records.db.execute(sql: "DELETE FROM jobs WHERE number = ?", arguments: [number])
            report.jobs += 1
            jobs -= 1
            bytes -= job["row_bytes"]
        }
        isUnfinished = isTooMuch() && oldest.count == Self.batch
    }

    private mutating func giveUpFiles() throws {
        var (images, bytes) = try totals()
        // Without need the history is not looked through.
        guard policy.age != nil || images > policy.images ?? .max || bytes > policy.bytes ?? .max
        else { return }
        let oldest = policy.age.map { records.now.steady - $0.milliseconds } ?? .min
        let jobs = try Row.fetchCursor(
            records.db,
            sql: """
                SELECT number, ended_at FROM jobs WHERE ended_at IS NOT NULL AND (
                    EXISTS (SELECT 1 FROM images WHERE job = number AND gone = 0)
                    OR EXISTS (SELECT 1 FROM first_passes WHERE job = number))
                ORDER BY ended_at, number
                """)
        var doomed: [KeptFile] = []
        var isDone = false
        while !isDone, let job = try jobs.next() {
            let endedAt: Int64 = job["ended_at"]
            let isOld = endedAt < oldest
            for file in try files(of: job["number"]) {
                let isTooMuch = images > policy.images ?? .max || bytes > policy.bytes ?? .max
                guard isOld || isTooMuch else {
                    isDone = true
                    break
                }
                guard doomed.count < Self.batch else {
                    (isDone, isUnfinished) = (true, true)
                    break
                }
                images -= file.image == nil ? 0 : 1
                bytes -= file.byteCount
                doomed.append(file)
            }
        }
        for file in doomed {
            give(up: file)
            try forget(file)
        }
        for job in Set(doomed.map(\.job)) { try records.giveUpDocument(of: job) }
    }

    private mutating func sweepInputs() throws {
        let hashes = try String.fetchAll(
            records.db,
            sql: """
                SELECT hash FROM inputs WHERE put_at < ?
                    AND hash NOT IN (SELECT hash FROM job_inputs)
                """, arguments: [records.now.steady - Self.inputGrace])
        for hash in hashes {
            try records.db.execute(sql: "DELETE FROM inputs WHERE hash = ?", arguments: [hash])
            names.append("inputs/" + hash)
        }
        report.inputs = hashes.count
    }

    // MARK: -

    /// A file of a job that has ended; without an image's name it is a first pass.
    private struct KeptFile {
        let job: Int64
        let place: Int
        let image: String?
        let name: String
        let byteCount: Int
    }

    /// First passes before pictures.
    private func files(of job: Int64) throws -> [KeptFile] {
        try Row.fetchAll(
            records.db,
            sql: """
                SELECT 0 AS sort, place, NULL AS role, NULL AS id, path, byte_count FROM first_passes WHERE job = ?1
                UNION ALL
                SELECT 1, place, role, id, path, byte_count FROM images WHERE job = ?1 AND gone = 0
                ORDER BY sort, place, role
                """, arguments: [job]
        ).map { row in
            KeptFile(
                job: job, place: row["place"], image: row["id"], name: row["path"],
                byteCount: row["byte_count"])
        }
    }

    private func totals() throws -> (images: Int, bytes: Int) {
        let row = try Row.fetchOne(records.db, sql: KeptPictures.totals)
        let firstPasses = try Int.fetchOne(
            records.db, sql: "SELECT coalesce(sum(byte_count), 0) FROM first_passes")
        return (row?["images"] ?? 0, (row?["bytes"] ?? 0) + (firstPasses ?? 0))
    }

    private mutating func give(up file: KeptFile) {
        names.append(file.name)
        report.bytes += file.byteCount
        if file.image == nil { report.firstPasses += 1 } else { report.images += 1 }
    }

    private func forget(_ file: KeptFile) throws {
        guard let image = file.image else {
            try records.db.execute(
                sql: "DELETE FROM first_passes WHERE job = ? AND place = ?",
                arguments: [file.job, file.place])
            return
        }
        try records.db.execute(sql: "UPDATE images SET gone = 1 WHERE id = ?", arguments: [image])
    }
}

/// The pictures whose files are kept. An index has their sizes.
enum KeptPictures {
    static let totals = """
        SELECT count(*) AS images, coalesce(sum(byte_count), 0) AS bytes
        FROM images INDEXED BY images_kept WHERE gone = 0
        """
}

/// The jobs that have ended, and what their rows hold. An index has all of it.
enum EndedJobs {
    static let totals = """
        SELECT count(*) AS jobs, coalesce(sum(row_bytes), 0) AS bytes
        FROM jobs INDEXED BY jobs_ended WHERE ended_at IS NOT NULL
        """
    /// Those that ended first.
    static let oldest = """
        SELECT number, row_bytes FROM jobs INDEXED BY jobs_ended WHERE ended_at IS NOT NULL
        ORDER BY ended_at, number LIMIT ?
        """
}
