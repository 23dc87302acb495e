import GRDB

/// What a row says about its file.
struct StoredFile: Hashable, Sendable {
    /// Relative to the data folder.
    let name: String
    let byteCount: Int
    let hash: BlobID

    init(name: String, byteCount: Int, hash: BlobID) {
        self.name = name
        self.byteCount = byteCount
        self.hash = hash
    }

    init(_ row: Row) throws {
        self.init(
            name: row["path"], byteCount: row["byte_count"],
            hash: try column(row, "hash", BlobID.init))
    }

    static func image(_ id: ImageID, in db: Database) throws -> StoredFile? {
        try Row.fetchOne(
            db, sql: "SELECT path, byte_count, hash FROM images WHERE id = ? AND gone = 0",
            arguments: [id.description]
        ).map { row in try StoredFile(row) }
    }

    /// The picture that stands at another's place.
    static func image(
        _ image: NewImage, of job: Int64, in db: Database
    ) throws -> (StoredImage, StoredFile)? {
        try Row.fetchOne(
            db, sql: StoredImage.query("images.job = ? AND place = ? AND role = ?"),
            arguments: [job, image.index, image.role.rawValue]
        ).map { row in (try StoredImage(row), try StoredFile(row)) }
    }

    static func firstPass(_ index: Int, of job: Int64, in db: Database) throws -> StoredFile? {
        try Row.fetchOne(
            db,
            sql: "SELECT path, byte_count, hash FROM first_passes WHERE job = ? AND place = ?",
            arguments: [job, index]
        ).map { row in try StoredFile(row) }
    }

    static func input(_ id: BlobID, in db: Database) throws -> StoredFile? {
        try Row.fetchOne(
            db,
            sql: "SELECT 'inputs/' || hash AS path, byte_count, hash FROM inputs WHERE hash = ?",
            arguments: [id.description]
        ).map { row in try StoredFile(row) }
    }
}

extension StoredImage {
    /// A query for pictures with their job's name.
    static func query(_ condition: String) -> String {
        """
        SELECT images.*, jobs.id AS job_id FROM images JOIN jobs ON jobs.number = images.job
        WHERE \(condition)
        """
    }
}

extension JobRecords {
    /// - Throws: `.noJob`.
    static func number(of job: JobID, in db: Database) throws -> Int64 {
        let number = try Int64.fetchOne(
            db, sql: "SELECT number FROM jobs WHERE id = ?", arguments: [job.description])
        guard let number else { throw JobStoreError.noJob(job) }
        return number
    }

    /// Writes a picture's row, or what has changed of it.
    func put(
        _ image: NewImage, _ id: ImageID, _ file: StoredFile, of held: Held
    ) throws -> StoredImage {
        try db.cachedStatement(
            sql: """
                INSERT INTO images (id, job, place, role, hash, byte_count, width, height,
                    media_type, infotext, seed, path, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (job, place, role) DO UPDATE SET hash = excluded.hash,
                    byte_count = excluded.byte_count, width = excluded.width,
                    height = excluded.height, media_type = excluded.media_type,
                    infotext = excluded.infotext, seed = excluded.seed, path = excluded.path,
                    created_at = excluded.created_at, gone = 0
                """
        ).execute(arguments: [
            id.description, held.number, image.index, image.role.rawValue, file.hash.description,
            file.byteCount, image.width, image.height, image.mediaType.rawValue, image.infotext,
            image.seed, file.name, now.wall,
        ])
        var detail = JobEvent.Detail(held.lease)
        detail.index = image.index
        detail.role = image.role
        detail.image = id
        try append(.image, to: held.number, detail)
        return StoredImage(
            id: id, job: held.lease.job, image: image, hash: file.hash, byteCount: file.byteCount,
            createdAt: now.wall, isGone: false)
    }

    func putFirstPass(_ index: Int, _ file: StoredFile, of held: Held) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO first_passes (job, place, hash, byte_count, path) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (job, place) DO UPDATE SET hash = excluded.hash,
                    byte_count = excluded.byte_count, path = excluded.path
                """
        ).execute(arguments: [
            held.number, index, file.hash.description, file.byteCount, file.name,
        ])
        var detail = JobEvent.Detail(held.lease)
        detail.index = index
        try append(.firstPass, to: held.number, detail)
    }

    /// Notes that an input is needed again; says whether it is stored.
    func touchInput(_ id: BlobID) throws -> Bool {
        try db.execute(
            sql: "UPDATE inputs SET put_at = ? WHERE hash = ?",
            arguments: [now.steady, id.description])
        return db.changesCount > 0
    }
}
