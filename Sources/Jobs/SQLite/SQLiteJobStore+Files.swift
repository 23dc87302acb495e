import GRDB

extension SQLiteJobStore {
    package func add(
        _ image: NewImage, bytes: [UInt8], _ lease: Lease
    ) async throws(JobStoreError) -> StoredImage {
        try image.check(bytes)
        var image = image
        // SQLite's text ends at a zero.
        image.infotext.replace("\0", with: "\u{FFFD}")
        let cleaned = image
        return try await fileWriter.run { [self] () throws(JobStoreError) in
            try store(cleaned, bytes, lease)
        }
    }

    package func keepFirstPass(
        _ index: Int, bytes: [UInt8], _ lease: Lease
    ) async throws(JobStoreError) {
        try await fileWriter.run { [self] () throws(JobStoreError) in
            try storeFirstPass(index, bytes, lease)
        }
    }

    package func firstPasses(of job: JobID) async throws(JobStoreError) -> [Int] {
        try await read { db in
            try Int.fetchAll(
                db,
                sql: "SELECT place FROM first_passes WHERE job = ? ORDER BY place",
                arguments: [try JobRecords.number(of: job, in: db)])
        }
    }

    package func firstPass(
        _ index: Int, of job: JobID
    ) async throws(JobStoreError) -> [UInt8] {
        let bytes: [UInt8]?
        do throws(JobStoreError) {
            bytes = try await contents { db in
                let number = try JobRecords.number(of: job, in: db)
                return try StoredFile.firstPass(index, of: number, in: db)
            }
        } catch .damaged(let what) {
            try await forgetIfLost(index, of: job)
            throw .damaged(what)
        }
        if let bytes { return bytes }
        try await forgetIfLost(index, of: job)
        throw .noFirstPass(job, index: index)
    }

    package func images(of job: JobID) async throws(JobStoreError) -> [StoredImage] {
        try await read { db in
            try Row.fetchAll(
                db, sql: StoredImage.query("images.job = ? ORDER BY place, role"),
                arguments: [try JobRecords.number(of: job, in: db)]
            ).map { row in try StoredImage(row) }
        }
    }

    package func image(_ id: ImageID) async throws(JobStoreError) -> StoredImage {
        let image = try await read { db in
            try Row.fetchOne(
                db, sql: StoredImage.query("images.id = ?"), arguments: [id.description]
            ).map { row in try StoredImage(row) }
        }
        guard let image else { throw .noImage(id) }
        return image
    }

    package func bytes(of image: ImageID) async throws(JobStoreError) -> [UInt8] {
        let bytes = try await contents { db in try StoredFile.image(image, in: db) }
        if let bytes { return bytes }
        throw try await self.image(image).isGone ? .gone(image) : .damaged("image \(image)")
    }

    package func putInput(_ bytes: [UInt8]) async throws(JobStoreError) -> BlobID {
        let id = BlobID(of: bytes)
        try await fileWriter.run { [self] () throws(JobStoreError) in try store(bytes, as: id) }
        return id
    }

    package func input(_ id: BlobID) async throws(JobStoreError) -> [UInt8] {
        let bytes = try await contents { db in try StoredFile.input(id, in: db) }
        guard let bytes else { throw .noInput(id) }
        return bytes
    }

    // MARK: -

    /// The bytes of a file that has a row, checked against its hash; `nil` if there is none.
    private func contents(
        _ file: @escaping @Sendable (Database) throws -> StoredFile?
    ) async throws(JobStoreError) -> [UInt8]? {
        try await fileReader.run { [self] () throws(JobStoreError) in
            // Between row and file either may have been replaced; then there is another row.
            var last: StoredFile?
            while let file = try readNow(file), file != last {
                if let bytes = try folder.read(file.name, byteCount: file.byteCount) {
                    guard BlobID(of: bytes) == file.hash else {
                        throw .damaged("the file \(file.name)")
                    }
                    return bytes
                }
                last = file
            }
            return nil
        }
    }

    /// Forgets a first pass whose file is not what was written, so that the next attempt makes it again.
    private func forgetIfLost(_ index: Int, of job: JobID) async throws(JobStoreError) {
        try await fileWriter.run { [self] () throws(JobStoreError) in
            let (number, file) = try readNow { db in
                let number = try JobRecords.number(of: job, in: db)
                return (number, try StoredFile.firstPass(index, of: number, in: db))
            }
            guard let file, try !isWhole(file) else { return }
            try writeNow { records in
                try records.db.execute(
                    sql: "DELETE FROM first_passes WHERE job = ? AND place = ?",
                    arguments: [number, index])
            }
            try folder.remove(file.name)
        }
    }

    /// Whether a row's file is what was written.
    private func isWhole(_ file: StoredFile) throws(JobStoreError) -> Bool {
        do throws(JobStoreError) {
            let bytes = try folder.read(file.name, byteCount: file.byteCount)
            return bytes.map(BlobID.init(of:)) == file.hash
        } catch .damaged {
            return false
        }
    }

    private func store(
        _ image: NewImage, _ bytes: [UInt8], _ lease: Lease
    ) throws(JobStoreError) -> StoredImage {
        let hash = BlobID(of: bytes)
        let known = try readNow { db in
            let held = try JobRecords(db: db, now: .none).held(lease)
            try held.check(index: image.index)
            return try StoredFile.image(image, of: held.number, in: db)
        }
        if let (known, file) = known, !known.isGone, file.hash == hash, try isWhole(file) {
            return known
        }
        // Other bytes of a picture that is known lie under a name of their own until its row changes.
        let id = known?.0.id ?? .random()
        let name = DataFolder.imageName(known == nil ? id : .random(), image.mediaType)
        let stored: StoredImage = try keep(bytes, as: name) { records in
            let held = try records.held(lease)
            let file = StoredFile(name: name, byteCount: bytes.count, hash: hash)
            return try records.put(image, id, file, of: held)
        }
        if let (known, file) = known, !known.isGone { try? folder.remove(file.name) }
        return stored
    }

    private func storeFirstPass(
        _ index: Int, _ bytes: [UInt8], _ lease: Lease
    ) throws(JobStoreError) {
        let hash = BlobID(of: bytes)
        let known = try readNow { db in
            let held = try JobRecords(db: db, now: .none).held(lease)
            try held.check(index: index)
            return try StoredFile.firstPass(index, of: held.number, in: db)
        }
        if let known, known.hash == hash, try isWhole(known) { return }
        let name = DataFolder.firstPassName(lease.job, index, replacing: known?.name)
        try keep(bytes, as: name) { records in
            let file = StoredFile(name: name, byteCount: bytes.count, hash: hash)
            try records.putFirstPass(index, file, of: try records.held(lease))
        }
        if let known { try? folder.remove(known.name) }
    }

    private func store(_ bytes: [UInt8], as id: BlobID) throws(JobStoreError) {
        let isKnown = try writeNow { records in try records.touchInput(id) }
        let name = DataFolder.inputName(id)
        guard !isKnown else {
            let file = StoredFile(name: name, byteCount: bytes.count, hash: id)
            if try !isWhole(file) { try folder.write(bytes, to: name) }
            return
        }
        try keep(bytes, as: name) { records in
            try records.db.execute(
                sql: "INSERT INTO inputs (hash, byte_count, put_at) VALUES (?, ?, ?)",
                arguments: [id.description, bytes.count, records.now.steady])
        }
    }

    /// Writes a file and then its row. If either fails, neither is left.
    private func keep<Value>(
        _ bytes: [UInt8], as name: String, row: (JobRecords) throws -> Value
    ) throws(JobStoreError) -> Value {
        try folder.write(bytes, to: name)
        do throws(JobStoreError) {
            return try writeNow(row)
        } catch {
            try? folder.remove(name)
            throw error
        }
    }
}

extension NewImage {
    /// - Throws: `.invalid` with the rule that is broken.
    fileprivate func check(_ bytes: [UInt8]) throws(JobStoreError) {
        guard width > 0, height > 0, !bytes.isEmpty else {
            throw .invalid("an image has a width, a height and bytes.")
        }
        guard infotext.utf8.count <= 1 << 20 else {
            throw .invalid("an infotext has at most 1 MiB, not \(infotext.utf8.count) bytes.")
        }
    }
}

extension JobRecords.Held {
    /// - Throws: `.invalid` if the job has no such place.
    fileprivate func check(index: Int) throws(JobStoreError) {
        guard (0..<imageCount).contains(index) else {
            throw .invalid(
                "job \(lease.job) makes images 0 to \(imageCount - 1); there is no \(index).")
        }
    }
}
