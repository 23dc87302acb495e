import Foundation
import Jobs
import Wire

/// What happens to all jobs, as server-sent events, for as long as somebody reads.
///
/// What is on the disk carries the time of the event as its id. Who comes back with the last such time gets what has
/// happened since to the latest 1,000 jobs, and what had happened in the two seconds before it once more: events
/// of several jobs are told in the order of their times only as far as they are known together.
struct JobFeed: Sendable {
    let desk: JobDesk
    /// The longest silence: after it a comment shows that the stream lives.
    private static let silence = Duration.seconds(10)
    /// The shortest time between two looks, so that many changes are told together.
    private static let pace = Duration.milliseconds(250)
    /// How long before the last event that was seen others may have happened that were not told, in milliseconds.
    private static let overlap: Int64 = 2000
    /// Jobs whose last events are remembered.
    private static let limit = 10_000

    /// The events from now on, or since a time in Unix milliseconds.
    func events(since last: Int64?) -> AsyncStream<ServerSentEvent> {
        AsyncStream(bufferingPolicy: .bufferingOldest(1024)) { events in
            let task = Task {
                try? await follow(Reader(events: events), since: last)
                events.finish()
            }
            events.onTermination = { _ in task.cancel() }
        }
    }

    /// One who reads, and what it has been told.
    private struct Reader {
        let events: AsyncStream<ServerSentEvent>.Continuation
        /// Of each job the last event.
        var told: [JobID: Int] = [:]
        /// Of each job that runs how far it was.
        var progress: [JobID: ProgressObject] = [:]

        /// Tells an event, when there is room for it.
        ///
        /// - Throws: `CancellationError` when nobody reads any more.
        func tell(_ event: ServerSentEvent) async throws {
            while true {
                switch events.yield(event) {
                case .enqueued: return
                case .dropped: try await Task.sleep(for: .milliseconds(50))
                default: throw CancellationError()
                }
            }
        }
    }

    private func follow(_ reader: Reader, since last: Int64?) async throws {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let start = last.map { max($0, Self.overlap) - Self.overlap } ?? now
        try await desk.board.followingAll { feed in
            var reader = reader
            // The head of the answer goes out with the first of its body.
            try await reader.tell(.signOfLife)
            for job in desk.board.running.keys.compactMap({ JobID($0) }) {
                feed.touch(job.description)
                if last == nil { _ = try await news(of: job, since: .max, &reader) }
            }
            if last != nil { for job in try await changed(since: start) { feed.touch(job) } }
            while !Task.isCancelled {
                let ticket = feed.bell.ticket()
                try await tell(feed.take().compactMap { JobID($0) }, since: start, to: &reader)
                // The server goes down; a reader asks for the rest when it is back.
                if desk.takesBack { return }
                if !(await ticket.wait(upTo: Self.silence)) { try await reader.tell(.signOfLife) }
                try await Task.sleep(for: Self.pace)
            }
        }
    }

    /// The jobs to which something has happened since a time, of the latest.
    private func changed(since start: Int64) async throws -> [String] {
        try await desk.store.jobs(JobFilter(), before: nil, limit: 1000).filter { job in
            let times = [job.createdAt, job.startedAt ?? 0, job.finishedAt ?? 0]
            let mayHaveChanged = !job.state.isFinal && job.attempt > 0
            return mayHaveChanged || times.contains { $0 >= start }
        }.map(\.id.description)
    }

    /// Tells what is new of some jobs.
    private func tell(_ jobs: [JobID], since start: Int64, to reader: inout Reader) async throws {
        if reader.told.count > Self.limit { reader.told = [:] }
        var news: [JobEvent] = []
        for job in jobs { news += try await self.news(of: job, since: start, &reader) }
        news.sort { ($0.time, $0.sequence) < ($1.time, $1.sequence) }
        for event in news {
            var shown = ServerSentEvent(event)
            shown.id = Int(event.time)
            try await reader.tell(shown)
        }
        for job in jobs {
            guard let entry = desk.board.entry(job.description) else {
                reader.progress[job] = nil
                continue
            }
            let now = ProgressObject(entry, of: job)
            for event in now.events(after: reader.progress[job], of: job) {
                reader.events.yield(event)
            }
            reader.progress[job] = now
        }
    }

    /// The events of a job that were not told. Of one that is new here, those since the start.
    private func news(
        of job: JobID, since start: Int64, _ reader: inout Reader
    ) async throws -> [JobEvent] {
        var news: [JobEvent] = []
        let isNew = reader.told[job] == nil
        do throws(JobStoreError) {
            while true {
                let known = reader.told[job]
                let page = try await desk.store.events(of: job, after: known ?? 0, limit: 256)
                news += isNew ? page.filter { $0.time >= start } : page
                reader.told[job] = page.last?.sequence ?? known
                if page.count < 256 { return news }
            }
        } catch {
            // A job that is as old as that is not told of any more.
            if case .noJob = error { return [] }
            throw error
        }
    }
}
