import Foundation
import Jobs
import Wire

/// What happens to a job, as server-sent events, until it ends.
///
/// What is on the disk carries an id and can be asked for again; progress and previews pass by.
struct JobEventStream: Sendable {
    let desk: JobDesk
    let job: JobID
    /// The longest silence: after it a comment shows that the stream lives.
    private static let silence = Duration.seconds(10)

    /// The events after a numbered one. A reader that falls behind misses progress, and nothing else.
    func events(after last: Int) -> AsyncStream<ServerSentEvent> {
        AsyncStream(bufferingPolicy: .bufferingOldest(1024)) { events in
            let task = Task {
                try? await follow(events, after: last)
                events.finish()
            }
            events.onTermination = { _ in task.cancel() }
        }
    }

    /// Whether there is anything to tell after a numbered event, now or later.
    ///
    /// - Throws: `JobStoreError`.
    func hasMore(after last: Int) async throws(JobStoreError) -> Bool {
        guard try await desk.store.job(job).state.isFinal else { return true }
        return try await !desk.store.events(of: job, after: last, limit: 1).isEmpty
    }

    private func follow(
        _ events: AsyncStream<ServerSentEvent>.Continuation, after last: Int
    ) async throws {
        try await desk.board.following(job.description) { bell in
            var last = last
            var progress: ProgressObject?
            while !Task.isCancelled {
                let ticket = bell.ticket()
                let stored = try await desk.store.events(of: job, after: last, limit: 256)
                for event in stored {
                    guard case .enqueued = events.yield(ServerSentEvent(event)) else { return }
                    last = event.sequence
                    if event.kind.isFinal { return }
                }
                guard stored.count < 256 else { continue }
                // A stream that begins after the end has nothing to wait for.
                guard try await hasMore(after: last) else { return }
                if let now = desk.board.entry(job.description) {
                    let now = ProgressObject(now, of: job)
                    for event in now.events(after: progress, of: job) { events.yield(event) }
                    progress = now
                }
                // The server goes down; a reader asks for the rest when it is back.
                if desk.takesBack { return }
                let hasRung = await ticket.wait(upTo: Self.silence)
                if !hasRung { events.yield(.signOfLife) }
            }
        }
    }
}

extension ServerSentEvent {
    /// An event that passes by.
    static func message(_ name: String, _ data: JSONValue) -> ServerSentEvent {
        ServerSentEvent(name: name, data: data.serialised)
    }

    /// An event that is on the disk.
    init(_ event: JobEvent) {
        let data = JobEventObject(event).json.serialised
        self.init(id: event.sequence, name: event.kind.rawValue, data: data)
    }
}

extension ProgressObject {
    /// What is told of a job's progress to one who knows an earlier state of it.
    func events(after last: ProgressObject?, of job: JobID) -> [ServerSentEvent] {
        guard json != last?.json else { return [] }
        var told = self
        told.job = job.description
        var events = [ServerSentEvent.message("progress", told.json)]
        if !previews.isEmpty, json["previews"] != last?.json["previews"] {
            events.insert(.message("preview", told.json), at: 0)
        }
        return events
    }
}
