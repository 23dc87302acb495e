import Foundation
import Jobs
import Kiln
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
