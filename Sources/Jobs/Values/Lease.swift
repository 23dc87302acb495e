/// A worker's right to a job: good until it is not renewed, or the job is claimed anew.
package struct Lease: Sendable, Hashable {
    package let job: JobID
    /// The fencing token: which claim of the job this is.
    package let attempt: Int
    package let worker: WorkerID

    package init(job: JobID, attempt: Int, worker: WorkerID) {
        self.job = job
        self.attempt = attempt
        self.worker = worker
    }
}

/// What a worker hears when it renews its lease.
package enum LeaseStatus: Sendable, Hashable {
    /// Go on.
    case held
    /// Someone called the job off: stop, and say `cancelled`.
    case cancelRequested
    /// The job is no longer this worker's: stop, and store nothing.
    case lost
}

/// A job, what there is to do, and the right to it.
package struct Claim: Sendable, Hashable {
    package let job: Job
    /// As the job was handed in with it.
    package let document: [UInt8]
    package let lease: Lease

    package init(job: Job, document: [UInt8], lease: Lease) {
        self.job = job
        self.document = document
        self.lease = lease
    }
}
