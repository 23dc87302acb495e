/// Why the store did not do what was asked.
package enum JobStoreError: Error, Hashable, Sendable {
    /// The job is not, or no longer, this worker's.
    case leaseLost
    case noJob(JobID)
    case noImage(ImageID)
    /// The job has ended, and nothing that it made is kept.
    case noDocument(JobID)
    /// The picture was made, and its file was given up since.
    case gone(ImageID)
    case noFirstPass(JobID, index: Int)
    case noInput(BlobID)
    /// A job was called done that lacks images; the places that are missing, at most ten.
    case incomplete(JobID, missing: [Int])
    /// Only a job that waits can change its place.
    case notQueued(JobID, JobState)
    /// So many jobs of the owner wait that another would be more than its share of the queue.
    case shareFull(owner: String, limit: Int)
    /// What was handed in breaks a rule; the sentence says which.
    case invalid(String)
    /// The disk has no room, or the quota is used up.
    case full(String)
    /// The disk or the data base failed.
    case io(String)
    /// What was read is not what was written.
    case damaged(String)
    /// Another server holds the data folder.
    case inUse(folder: String)
    /// The data folder was written by a later version.
    case newerSchema(folder: String)
}

extension JobStoreError: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    package var description: String {
        switch self {
        case .leaseLost:
            "the lease on this job has ended; drop the job and claim another."
        case .noJob(let id): "there is no job \(id)."
        case .noImage(let id): "there is no image \(id)."
        case .noDocument(let id):
            "what job \(id) was to do was forgotten with the last of its files; send it again."
        case .gone(let id): "the file of image \(id) was removed to make room; run its job again."
        case .noFirstPass(let job, let index):
            "job \(job) has no first pass of image \(index) stored; let its first pass run."
        case .noInput(let hash): "no input \(hash) is stored; store it before the job."
        case .incomplete(let job, let missing):
            "job \(job) is not done: images \(missing.map(String.init).joined(separator: ", ")) "
                + "are not stored."
        case .notQueued(let job, let state):
            "job \(job) is \(state.rawValue); only a queued one can change its place."
        case .shareFull(let owner, let limit):
            "\(limit) jobs of \(owner) wait already; let one of them begin, or call one off."
        case .invalid(let sentence): sentence
        case .full(let what): "there is no room left on the disk: \(what); free some space."
        case .io(let what): "the disk failed: \(what)."
        case .damaged(let what): "\(what) is damaged: it is not what was written."
        case .inUse(let folder):
            "another server uses the data folder \(folder); stop it, or give another folder."
        case .newerSchema(let folder):
            "the data folder \(folder) was written by a later version of Kiln; use that version, or "
                + "give another folder."
        }
    }
}
