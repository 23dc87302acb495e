@testable import Jobs

extension MemoryJobStore {
    func add(
        _ image: NewImage, bytes: [UInt8], _ lease: Lease
    ) throws(JobStoreError) -> StoredImage {
        guard image.width > 0, image.height > 0, !bytes.isEmpty else { throw .invalid("image") }
        var image = image
        image.infotext.replace("\0", with: "\u{FFFD}")
        let place = try held(lease)
        try check(image.index, at: place)
        let known = entries[place].images.firstIndex {
            $0.image.index == image.index && $0.image.role == image.role
        }
        if let known {
            let stored = entries[place].images[known]
            if !stored.isGone, stored.hash == BlobID(of: bytes) { return stored }
        }
        let id = known.map { entries[place].images[$0].id } ?? .random()
        let stored = StoredImage(
            id: id, job: lease.job, image: image, hash: BlobID(of: bytes), byteCount: bytes.count,
            createdAt: wall, isGone: false)
        if let known {
            entries[place].images[known] = stored
        } else {
            entries[place].images.append(stored)
        }
        contents[id] = bytes
        var detail = detail(lease)
        (detail.index, detail.role, detail.image) = (image.index, image.role, id)
        append(.image, at: place, detail)
        return stored
    }

    func keepFirstPass(
        _ index: Int, bytes: [UInt8], _ lease: Lease
    ) throws(JobStoreError) {
        let place = try held(lease)
        try check(index, at: place)
        guard entries[place].firstPasses[index] != bytes else { return }
        entries[place].firstPasses[index] = bytes
        var detail = detail(lease)
        detail.index = index
        append(.firstPass, at: place, detail)
    }

    func firstPasses(of job: JobID) throws(JobStoreError) -> [Int] {
        entries[try place(job)].firstPasses.keys.sorted()
    }

    func firstPass(_ index: Int, of job: JobID) throws(JobStoreError) -> [UInt8] {
        guard let bytes = entries[try place(job)].firstPasses[index] else {
            throw .noFirstPass(job, index: index)
        }
        return bytes
    }

    func images(of job: JobID) throws(JobStoreError) -> [StoredImage] {
        entries[try place(job)].images.sorted { one, other in
            (one.image.index, one.image.role.rawValue) < (
                other.image.index, other.image.role.rawValue
            )
        }
    }

    func image(_ id: ImageID) throws(JobStoreError) -> StoredImage {
        guard let image = entries.lazy.flatMap(\.images).first(where: { $0.id == id }) else {
            throw .noImage(id)
        }
        return image
    }

    func bytes(of id: ImageID) throws(JobStoreError) -> [UInt8] {
        guard try !image(id).isGone, let bytes = contents[id] else { throw .gone(id) }
        return bytes
    }

    func putInput(_ bytes: [UInt8]) throws(JobStoreError) -> BlobID {
        inputs[BlobID(of: bytes)] = (bytes, now)
        return BlobID(of: bytes)
    }

    func input(_ id: BlobID) throws(JobStoreError) -> [UInt8] {
        guard let input = inputs[id] else { throw .noInput(id) }
        return input.bytes
    }

    func tryWriting() {}

    func retain(_ policy: RetentionPolicy) throws(JobStoreError) -> RetentionReport {
        var report = RetentionReport()
        forget(beyond: policy, &report)
        while let place = ended.first(where: holdsFiles), isTooMuch(policy) || isOld(place, policy)
        {
            giveUpOne(at: place, &report)
            if !holdsFiles(place) { entries[place].document = nil }
        }
        let needed = Set(entries.flatMap(\.inputs))
        for (id, input) in inputs where input.putAt < now - .seconds(600) && !needed.contains(id) {
            inputs[id] = nil
            report.inputs += 1
        }
        return report
    }

    // MARK: -

    private func check(_ index: Int, at place: Int) throws(JobStoreError) {
        guard (0..<entries[place].job.imageCount).contains(index) else { throw .invalid("index") }
    }

    /// The jobs that have ended, the one that ended first at the front.
    private var ended: [Int] {
        let ends = entries.enumerated().compactMap { place, entry in
            entry.endedAt.map { end in (end, place) }
        }
        return ends.sorted(by: <).map { $0.1 }
    }

    func holdsFiles(_ place: Int) -> Bool {
        !entries[place].firstPasses.isEmpty || entries[place].images.contains { !$0.isGone }
    }

    private func isTooMuch(_ policy: RetentionPolicy) -> Bool {
        let images = entries.flatMap(\.images).filter { !$0.isGone }
        let bytes = images.map(\.byteCount) + entries.flatMap { $0.firstPasses.values.map(\.count) }
        return images.count > policy.images ?? .max || bytes.reduce(0, +) > policy.bytes ?? .max
    }

    private func isOld(_ place: Int, _ policy: RetentionPolicy) -> Bool {
        guard let age = policy.age, let end = entries[place].endedAt else { return false }
        return now - end > age
    }

    private func giveUpOne(at place: Int, _ report: inout RetentionReport) {
        if let (index, bytes) = entries[place].firstPasses.min(by: { $0.key < $1.key }) {
            entries[place].firstPasses[index] = nil
            report.bytes += bytes.count
            report.firstPasses += 1
            return
        }
        let kept = entries[place].images.indices.filter { !entries[place].images[$0].isGone }
        let first = kept.min { one, other in
            let (one, other) = (
                entries[place].images[one].image, entries[place].images[other].image
            )
            return (one.index, one.role.rawValue) < (other.index, other.role.rawValue)
        }
        guard let first else { return }
        entries[place].images[first].isGone = true
        report.bytes += entries[place].images[first].byteCount
        report.images += 1
    }

    /// What the rows of a job hold.
    private func rowBytes(_ place: Int) -> Int {
        func length(_ value: some Encodable) -> Int {
            (try? JSONText.write(value))?.utf8.count ?? 0
        }
        let (entry, job) = (entries[place], entries[place].job)
        let texts = length(job.notes) + length(job.affinity) + (job.failure.map(length) ?? 0)
        let events = entry.events.map { 100 + length($0.detail) }
        let images = entry.images.map { 500 + $0.image.infotext.utf8.count }
        return 1000 + texts + job.summary.count + (entry.document?.count ?? 0)
            + (events + images).reduce(0, +)
    }

    private func forget(beyond policy: RetentionPolicy, _ report: inout RetentionReport) {
        while let place = ended.first,
            ended.count > policy.jobs ?? .max
                || ended.map(rowBytes).reduce(0, +) > policy.rowBytes ?? .max
        {
            while holdsFiles(place) { giveUpOne(at: place, &report) }
            entries.remove(at: place)
            removed += 1
            report.jobs += 1
        }
    }
}
