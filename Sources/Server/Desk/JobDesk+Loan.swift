import Foundation
import Jobs
import Kiln
import Synchronization
import WorkerAPI

extension JobDesk {
    /// What a worker is told of a job that it is lent.
    ///
    /// - Throws: `DecodingError` if the job's document is damaged; `JobStoreError`.
    func loan(_ claim: Claim) async throws -> ClaimAnswer {
        let id = claim.job.id
        let document = try JSONDecoder().decode(JobDocument.self, from: Data(claim.document))
        return ClaimAnswer(
            job: id.description, attempt: claim.lease.attempt, document: document,
            firstPasses: try await store.firstPasses(of: id),
            finished: document.finished(of: try await store.images(of: id)),
            leaseSeconds: settings.lease.seconds, patienceSeconds: settings.stall.seconds)
    }
}

extension JobDocument {
    /// The images of which nothing is missing, by their places: neither the result nor, where it is
    /// kept, the first pass's picture. A picture whose file was given up is missing.
    func finished(of images: [StoredImage]) -> [Int] {
        func places(_ role: ImageRole) -> Set<Int> {
            Set(images.filter { $0.image.role == role && !$0.isGone }.map(\.image.index))
        }
        var finished = places(.result)
        if case .generation(let work) = work, work.showsFirstPasses {
            finished.formIntersection(places(.firstPass))
        }
        return finished.sorted()
    }
}

extension GenerationWork {
    /// Whether the first passes' pictures are handed in beside the results.
    fileprivate var showsFirstPasses: Bool { request.hires != nil && request.savesBeforeHires }
}

// MARK: - Files

extension JobDesk {
    /// A file that came with a job, for the worker that has it.
    func input(_ name: BlobID, _ lease: Lease) async throws(JobStoreError) -> [UInt8] {
        try checkHeld(lease)
        guard state.withLock({ $0.leases.has(name.description, under: lease) }) else {
            throw .noInput(name)
        }
        return try await store.input(name)
    }

    /// What the first pass has left of an image in an earlier try, for the worker that has the job.
    func firstPass(_ index: Int, _ lease: Lease) async throws(JobStoreError) -> [UInt8] {
        try checkHeld(lease)
        return try await store.firstPass(index, of: lease.job)
    }

    /// - Throws: `.leaseLost` under a lease that has ended.
    func checkHeld(_ lease: Lease) throws(JobStoreError) {
        guard state.withLock({ $0.leases.contains(lease) }) else { throw .leaseLost }
    }
}
