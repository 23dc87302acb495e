/// Where jobs are kept: what it says was accepted, claimed or stored is so, also after a crash.
///
/// Every method returns when what it did is on the disk. What a worker does needs its `Lease`; a lease
/// that has ended gives `JobStoreError.leaseLost`, and nothing is changed.
package protocol JobStore: Sendable {
    // MARK: Clients

    /// Takes a job into the queue, or finds the one with the same owner and key.
    ///
    /// - Throws: `.shareFull`, `.noInput`, or `.invalid` if a rule of `NewJob` is broken.
    func enqueue(_ job: NewJob) async throws(JobStoreError) -> (job: Job, isNew: Bool)
    /// - Throws: `.noJob`.
    func job(_ id: JobID) async throws(JobStoreError) -> Job
    /// What the job is to do, byte by byte as it was handed in. A job that has ended keeps it as long
    /// as any of its pictures or first passes is kept.
    ///
    /// - Throws: `.noJob`, `.noDocument`.
    func document(of job: JobID) async throws(JobStoreError) -> [UInt8]
    /// The latest jobs first, those with a lower number than `before`; at most `limit`, 1...1000.
    func jobs(
        _ filter: JobFilter, before number: Int64?, limit: Int
    ) async throws(JobStoreError) -> [Job]
    func counts() async throws(JobStoreError) -> JobCounts
    /// The jobs that wait, those after a failure too, by the model that they need next.
    func queueDepth() async throws(JobStoreError) -> QueueDepth
    /// The job's place in the queue by priority and age, 1 for the first; `nil` if it does not wait.
    func position(of job: JobID) async throws(JobStoreError) -> Int?
    /// Calls a job off: one that waits is cancelled at once, one that runs is asked to stop, and one
    /// that has ended stays as it is. Gives the job as it is then, and whether it waited until this
    /// call, which was its end: of several calls at most one hears so.
    @discardableResult
    func cancel(_ job: JobID) async throws(JobStoreError) -> (job: Job, wasWaiting: Bool)
    /// - Throws: `.notQueued`, or `.invalid` outside -1000...1000.
    func setPriority(_ priority: Int, of job: JobID) async throws(JobStoreError)
    /// The job's events after the numbered one, in their order; at most `limit`.
    func events(
        of job: JobID, after sequence: Int, limit: Int
    ) async throws(JobStoreError) -> [JobEvent]

    // MARK: Workers

    /// The next job for a worker that holds these models, at most 1000; `nil` if none waits, or those
    /// that wait are left to other workers. A worker that waits asks again within 5 s.
    ///
    /// Looked at are the 32 jobs that come first by priority and number. Of them come first those that
    /// have waited for more than 60 s, then those whose models are resident, those whose next model is,
    /// the higher priority, the model for which there is the greatest pressure, and the lower number.
    /// The pressure is 10 s for each job that waits for the model and the seconds that the first of
    /// them has waited, shared with the other workers that hold it.
    ///
    /// A job whose next model is not resident here, and is with other workers that live, is left to
    /// them for its first 20 s, if no more than two jobs for each of them wait for that model; but not by
    /// a worker that holds nothing. Every
    /// 16th claim goes to the job that has waited longest, if that is more than 60 s, so that no
    /// stream of others can hold it back. A lease lasts for a year at most.
    ///
    /// - Parameter except: the numbers of jobs that the worker cannot do, at most 1000: they are not given to it.
    func claim(
        by worker: WorkerID, resident: Set<String>, except: Set<Int64>, lease: Duration
    ) async throws(JobStoreError) -> Claim?
    /// Renews a lease from now on. Costs no write.
    func heartbeat(_ lease: Lease, lease term: Duration) async throws(JobStoreError) -> LeaseStatus
    /// Hands a job back; that counts as no failure.
    func release(_ lease: Lease) async throws(JobStoreError)
    /// Ends an attempt that failed. With `retry` the job waits again after 1 or 2 s, and at the third
    /// failure it is quarantined; without, it has failed.
    func fail(_ lease: Lease, _ failure: JobFailure, retry: Bool) async throws(JobStoreError)
    /// - Throws: `.incomplete` while images are missing.
    func complete(_ lease: Lease) async throws(JobStoreError)
    /// Ends a job that was called off, with the images it has.
    func cancelled(_ lease: Lease) async throws(JobStoreError)
    /// Adds a remark to the job; of more than 64 the rest is dropped.
    func note(_ text: String, _ lease: Lease) async throws(JobStoreError)
    /// Takes the jobs back whose leases have ended; each counts as a failure. Gives those jobs.
    @discardableResult
    func expireLeases() async throws(JobStoreError) -> [JobID]

    // MARK: Files

    /// Stores a picture. The same place and role again keeps the id; other bytes replace the old ones.
    func add(
        _ image: NewImage, bytes: [UInt8], _ lease: Lease
    ) async throws(JobStoreError) -> StoredImage
    func keepFirstPass(
        _ index: Int, bytes: [UInt8], _ lease: Lease
    ) async throws(JobStoreError)
    /// The places of the first passes that are stored, ascending.
    func firstPasses(of job: JobID) async throws(JobStoreError) -> [Int]
    /// - Throws: `.noFirstPass`.
    func firstPass(_ index: Int, of job: JobID) async throws(JobStoreError) -> [UInt8]
    /// The job's pictures by place, a first pass before its result.
    func images(of job: JobID) async throws(JobStoreError) -> [StoredImage]
    /// - Throws: `.noImage`.
    func image(_ id: ImageID) async throws(JobStoreError) -> StoredImage
    /// - Throws: `.noImage`, `.gone`, `.damaged`.
    func bytes(of image: ImageID) async throws(JobStoreError) -> [UInt8]
    /// Stores bytes that a job is going to need. They stay for ten minutes at least, and as long as a
    /// job that names them has not ended.
    func putInput(_ bytes: [UInt8]) async throws(JobStoreError) -> BlobID
    /// - Throws: `.noInput`, `.damaged`.
    func input(_ id: BlobID) async throws(JobStoreError) -> [UInt8]

    // MARK: Care

    /// Puts in order what the run before left. To be called once, before anything else.
    @discardableResult
    func recover() async throws(JobStoreError) -> RecoveryReport
    /// Gives up what the policy does not keep, and inputs that no job needs.
    @discardableResult
    func retain(_ policy: RetentionPolicy) async throws(JobStoreError) -> RetentionReport
    /// Tries whether a job could be accepted and an image stored now, by storing something.
    ///
    /// - Throws: `.full`, `.io`: why not.
    func tryWriting() async throws(JobStoreError)
}

extension JobStore {
    /// The next job for a worker that can do any.
    package func claim(
        by worker: WorkerID, resident: Set<String>, lease: Duration
    ) async throws(JobStoreError) -> Claim? {
        try await claim(by: worker, resident: resident, except: [], lease: lease)
    }

    /// Takes a job into the queue, or finds the one with the same owner and key.
    @discardableResult
    package func accept(_ job: NewJob) async throws(JobStoreError) -> Job {
        try await enqueue(job).job
    }
}
