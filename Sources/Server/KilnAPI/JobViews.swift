import Foundation
import Jobs
import WorkerAPI

extension ProgressObject {
    /// What is known of a job that runs.
    init(_ entry: ProgressBoard.Entry, of job: JobID) {
        stage = entry.report.stage
        detail = entry.report.detail
        (step, steps) = (entry.report.step, entry.report.steps)
        images = entry.report.images
        fraction = min(max(entry.report.fraction, 0), 1)
        previews = Set(images).sorted().compactMap { index in
            entry.previewNumbers[index].map { number in
                var preview = PreviewObject()
                preview.index = index
                preview.url = "/kiln/v1/jobs/\(job)/previews/\(index)?n=\(number)"
                return preview
            }
        }
    }
}

extension ImageObject {
    /// A stored image.
    init(_ stored: StoredImage) {
        id = stored.id.description
        job = stored.job.description
        index = stored.image.index
        role = stored.image.role == .result ? .result : .firstPass
        (width, height) = (stored.image.width, stored.image.height)
        mediaType = stored.image.mediaType.rawValue
        seed = Int(stored.image.seed)
        byteCount = stored.byteCount
        sha256 = stored.hash.description
        url = "/kiln/v1/images/\(stored.id)"
        isGone = stored.isGone
    }
}

extension JobObject {
    /// A stored job, without its images and its place.
    init(_ job: Job) {
        id = job.id.description
        kind = job.kind
        state = State(rawValue: job.state.rawValue) ?? .failed
        priority = job.priority
        attempts = job.attempt
        createdAt = Int(job.createdAt)
        startedAt = job.startedAt.map { Int($0) }
        finishedAt = job.finishedAt.map { Int($0) }
        imageCount = job.imageCount
        error = job.failure.map {
            var error = JobErrorObject()
            (error.code, error.message) = ($0.reason, $0.detail)
            return error
        }
        notes = job.notes
        summary = JobSummaryObject(kept: job.summary)
    }
}

extension JobDesk {
    /// A job with all that is known of it but what was asked for, which does not change.
    func view(of job: Job) async throws -> JobObject {
        var object = JobObject(job)
        // What a job finishes stands in its document, which is read of no others.
        let sources = object.summary?.work == .from ? await work(of: job.id)?.from : nil
        object.images = try await images(of: job, object.summary, from: sources ?? [])
        object.progress = board.entry(job.id.description).map { ProgressObject($0, of: job.id) }
        if job.state == .queued { object.position = try await store.position(of: job.id) }
        return object
    }

    /// The body that asks for a job's work again; `nil` where `/kiln/v1` has no words for it, or where it is not
    /// known any more.
    func request(of job: Job) async -> JobBody? {
        await work(of: job.id).flatMap { JobBody($0, priority: job.priority) }
    }

    private func images(
        of job: Job, _ summary: JobSummaryObject?, from sources: [String]
    ) async throws -> [ImageObject] {
        let images = try await store.images(of: job.id)
        guard !images.isEmpty else { return [] }
        let isText = summary?.work == .text
        let kept = isText ? Set(try await store.firstPasses(of: job.id)) : []
        return images.map { stored in
            var image = ImageObject(stored)
            image.canFinish = kept.contains(image.index)
            if sources.indices.contains(image.index) { image.from = sources[image.index] }
            return image
        }
    }

    /// What a job makes pictures of; `nil` where it makes none, or where that is not known any more: a job
    /// is shown all the same.
    private func work(of job: JobID) async -> GenerationWork? {
        guard let bytes = try? await store.document(of: job),
            let document = try? JSONDecoder().decode(JobDocument.self, from: Data(bytes)),
            case .generation(let work) = document.work
        else { return nil }
        return work
    }
}
