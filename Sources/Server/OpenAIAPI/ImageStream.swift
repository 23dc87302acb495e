import Foundation
import Jobs
import Kiln
import Wire

/// Images as events of the OpenAI images API: partial ones while they are made, then the finished.
struct ImageStream: Sendable {
    let desk: JobDesk
    let job: JobID
    /// What the events' names begin with: "image_generation" or "image_edit".
    let event: String
    let size: PixelSize
    let format: String
    /// Partial images of each image.
    let partialImages: Int

    /// The events, until the job has ended.
    func events() -> AsyncStream<ServerSentEvent> {
        AsyncStream { events in
            let task = Task {
                do {
                    try await follow(events)
                } catch {
                    let failure = APIError(error, dialect: .openAI, logger: nil)
                    var event = ImageErrorEvent()
                    (event.error.code, event.error.message) = (failure.code, failure.message)
                    events.yield(.message("error", event.json))
                }
                events.finish()
            }
            events.onTermination = { _ in task.cancel() }
        }
    }

    private func follow(_ events: AsyncStream<ServerSentEvent>.Continuation) async throws {
        try await desk.board.following(job.description) { bell in
            var sent: [Int: Int] = [:]
            var shown: [Int: [UInt8]] = [:]
            var finished: Set<Int> = []
            while !Task.isCancelled {
                let ticket = bell.ticket()
                let job = try await desk.store.job(job)
                for image in try await desk.store.images(of: job.id)
                where image.image.role == .result && finished.insert(image.image.index).inserted {
                    let bytes = try await desk.store.bytes(of: image.id)
                    events.yield(message("completed", bytes, partial: nil))
                }
                if job.state.isFinal {
                    return try job.checkDone()
                }
                let previews = desk.board.entry(job.id.description)?.previews ?? [:]
                for (image, jpeg) in previews.sorted(by: { $0.key < $1.key })
                where !finished.contains(image) && sent[image, default: 0] < partialImages
                    && shown[image] != jpeg
                {
                    events.yield(message("partial_image", jpeg, partial: sent[image, default: 0]))
                    sent[image, default: 0] += 1
                    shown[image] = jpeg
                }
                if desk.takesBack { throw LimitBreach.stopping(wait: 5) }
                let hasRung = await ticket.wait(upTo: .seconds(10))
                if !hasRung { events.yield(.signOfLife) }
            }
        }
    }

    private func message(_ what: String, _ file: [UInt8], partial: Int?) -> ServerSentEvent {
        var image = ImageEvent()
        image.type = "\(event).\(what)"
        image.base64 = Data(file).base64EncodedString()
        image.createdAt = Int(Date().timeIntervalSince1970)
        image.size = "\(size.width)x\(size.height)"
        image.outputFormat = partial == nil ? format : "jpeg"
        image.partialIndex = partial
        image.usage = partial == nil ? ImageUsage() : nil
        return .message(image.type, image.json)
    }
}
