extension NewJob {
    /// - Throws: `.invalid` with the rule that is broken.
    func check() throws(JobStoreError) {
        try Self.check(priority: priority)
        guard document.count <= 16 << 20 else {
            throw .invalid("a job's document has at most 16 MiB, not \(document.count) bytes.")
        }
        guard summary.count <= 8 << 10 else {
            throw .invalid("a job's summary has at most 8 KiB, not \(summary.count) bytes.")
        }
        guard (1...100_000).contains(imageCount) else {
            throw .invalid("a job makes 1 to 100000 images, not \(imageCount).")
        }
        guard affinity.count <= 16, inputs.count <= 1000, notes.count <= JobRecords.noteLimit else {
            throw .invalid(
                "a job has at most 16 models, 1000 inputs and \(JobRecords.noteLimit) notes.")
        }
        let texts = [kind, owner, idempotencyKey ?? ""] + affinity
        // SQLite's text ends at a zero: two keys would be one.
        guard texts.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .invalid("a job's kind, owner, key and models have no zero bytes.")
        }
        guard texts.allSatisfy({ $0.utf8.count <= 1000 }), notes.allSatisfy({ $0.count <= 1000 })
        else {
            throw .invalid(
                "a job's kind, owner, key, models and notes have at most 1000 bytes each.")
        }
    }

    static func check(priority: Int) throws(JobStoreError) {
        guard (-1000...1000).contains(priority) else {
            throw .invalid("a priority is from -1000 to 1000, not \(priority).")
        }
    }
}
