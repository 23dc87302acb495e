import GRDB

/// One run of the ledger's checks over one state of the rows and files.
struct Audit {
    let db: Database
    let folder: DataFolder
    /// Sizes in bytes by relative name.
    let files: [String: Int]

    private(set) var violations: [Ledger.Violation] = []
    private var claimed: Set<String> = []

    init(db: Database, folder: DataFolder, files: [String: Int]) {
        self.db = db
        self.folder = folder
        self.files = files
    }

    mutating func run(accepted: Set<JobID>) throws {
        try checkDatabase()
        try checkCounts(accepted)
        for (rule, sql) in Self.queries { try check(rule, sql) }
        for sql in Self.fileQueries { try checkFiles(sql) }
        checkStrays()
    }

    /// Each gives the places where its rule is broken.
    private static let queries: [(Ledger.Violation.Rule, String)] = [
        (
            .oneEnd,
            """
            SELECT id FROM jobs WHERE (ended_at IS NOT NULL) <> (SELECT count(*) FROM events
                WHERE job = number AND kind IN ('done', 'failed', 'cancelled', 'quarantined'))
                OR ended_at IS NOT NULL AND state <> (SELECT kind FROM events WHERE job = number
                    ORDER BY sequence DESC LIMIT 1)
            """
        ),
        (
            .unbrokenEvents,
            """
            SELECT id FROM jobs
            WHERE (SELECT count(*) FROM events WHERE job = number)
                    <> (SELECT coalesce(max(sequence), -1) FROM events WHERE job = number)
                OR coalesce((SELECT kind FROM events WHERE job = number AND sequence = 1), '')
                    <> 'accepted'
            """
        ),
        (
            .allImages,
            """
            SELECT id FROM jobs WHERE state = 'done' AND image_count <>
                (SELECT count(*) FROM images WHERE job = number AND role = 'result')
            """
        ),
        (
            .failureLimit,
            """
            SELECT id FROM jobs
            WHERE failures >= \(JobRecords.failureLimit) AND state NOT IN ('quarantined', 'failed')
                OR state = 'quarantined' AND failures < \(JobRecords.failureLimit)
            """
        ),
        (
            .nextModel,
            """
            SELECT id FROM (SELECT *, json_array_length(affinity) > 1 AND image_count =
                (SELECT count(*) FROM first_passes WHERE job = number) AS skips FROM jobs)
            WHERE ended_at IS NULL AND (
                next_model IS NOT json_extract(affinity, iif(skips, '$[1]', '$[0]'))
                OR following_model IS NOT json_extract(affinity, iif(skips, '$[2]', '$[1]')))
            """
        ),
        (
            .documentsPresent,
            """
            SELECT id FROM jobs WHERE number NOT IN (SELECT job FROM documents)
                AND (ended_at IS NULL OR EXISTS (SELECT 1 FROM first_passes WHERE job = number)
                    OR EXISTS (SELECT 1 FROM images WHERE job = number AND gone = 0))
            """
        ),
        (.rowBytes, "SELECT id FROM jobs WHERE row_bytes <> \(Schema.rowBytes)"),
        (
            .inputsPresent,
            """
            SELECT id FROM jobs JOIN job_inputs ON job = number
            WHERE hash NOT IN (SELECT hash FROM inputs)
            """
        ),
    ]

    private static let fileQueries = [
        "SELECT path, byte_count, hash FROM images WHERE gone = 0",
        "SELECT path, byte_count, hash FROM first_passes",
        "SELECT 'inputs/' || hash AS path, byte_count, hash FROM inputs",
    ]

    private mutating func checkDatabase() throws {
        for sql in ["PRAGMA integrity_check", "PRAGMA foreign_key_check"] {
            for row in try Row.fetchAll(db, sql: sql) where row[0] != "ok" {
                found(.soundDatabase, at: "\(row)")
            }
        }
    }

    private mutating func checkCounts(_ accepted: Set<JobID>) throws {
        var tallies: [String: Int] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT name, count FROM tallies") {
            tallies[row["name"], default: 0] = row["count"]
        }
        var known = 0
        for state in JobState.allCases {
            let count = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM jobs WHERE state = ?", arguments: [state.rawValue])
            known += count ?? 0
            if count != tallies[state.rawValue] { found(.countsAddUp, at: state.rawValue) }
        }
        if tallies["accepted"] != known + (tallies["removed"] ?? 0) {
            found(.countsAddUp, at: "\(tallies["accepted"] ?? 0) accepted, \(known) known")
        }
        let ids = try Set(String.fetchAll(db, sql: "SELECT id FROM jobs"))
        for id in accepted where !ids.contains(id.description) {
            found(.nothingLost, at: id.description)
        }
    }

    private mutating func check(_ rule: Ledger.Violation.Rule, _ sql: String) throws {
        for id in try String.fetchAll(db, sql: sql) { found(rule, at: id) }
    }

    private mutating func checkFiles(_ sql: String) throws {
        for row in try Row.fetchAll(db, sql: sql) {
            let file = try StoredFile(row)
            claimed.insert(file.name)
            if try !isWhole(file) { found(.wholeFiles, at: file.name) }
        }
    }

    private func isWhole(_ file: StoredFile) throws -> Bool {
        guard files[file.name] == file.byteCount else { return false }
        return try folder.read(file.name, byteCount: file.byteCount).map(BlobID.init(of:))
            == file.hash
    }

    private mutating func checkStrays() {
        for name in files.keys.sorted() where !claimed.contains(name) {
            let isDraft = DataFolder.split(name).last.hasPrefix(DataFolder.draftPrefix)
            found(isDraft ? .noDrafts : .noStrays, at: name)
        }
    }

    private mutating func found(_ rule: Ledger.Violation.Rule, at place: String) {
        violations.append(.init(rule: rule, place: place))
    }
}
