import Foundation
import Jobs
import Kiln
import WebUI
import Wire
import WorkerAPI

/// The endpoints that tell how far things are, and stop them.
struct WebUIProgressRoutes: Sendable {
    let intake: Intake
    let state: WebUIState

    private var desk: JobDesk { intake.desk }

    var routes: [Route] { [progress, internalProgress, pending, interrupt, skip] }

    // MARK: Progress

    private var progress: Route {
        var operation = WebUIRoutes.operation(
            .get, "progress", "Tells how far the present job is.", .json(ProgressResponse.self),
            scope: .read)
        operation.query = ProgressQuery.self
        return Route(operation, .webUI) { call in
            let query = try call.queryObject(ProgressQuery.self)
            guard let (job, entry) = running.first else {
                return .json(ProgressResponse(ProgressState(), elapsed: 0))
            }
            let preview = query.skipsCurrentImage ? nil : preview(of: entry)
            return .json(
                ProgressResponse(
                    try await progressState(of: job, entry), elapsed: entry.elapsed,
                    preview: preview.map { Data($0).base64EncodedString() },
                    text: entry.report.text, task: state.task(of: job)))
        }
    }

    /// The jobs that run, those of this API first, then by age.
    private var running: [(JobID, ProgressBoard.Entry)] {
        let live = state.live
        return desk.board.running.compactMap { name, entry in JobID(name).map { ($0, entry) } }
            .sorted { a, b in
                let (first, second) = (live.contains(a.0), live.contains(b.0))
                return first == second ? a.1.startedAt < b.1.startedAt : first
            }
    }

    private func preview(of entry: ProgressBoard.Entry) -> [UInt8]? {
        guard state.options.files.showsPreviews else { return nil }
        return entry.report.images.lazy.compactMap { entry.previews[$0] }.first
    }

    /// What a job is to do; `nil` if it has ended meanwhile and nothing of it is kept.
    private func work(of id: JobID) async throws -> JobDocument.Work? {
        do {
            let document = try await desk.store.document(of: id)
            return try JSONDecoder().decode(JobDocument.self, from: Data(document)).work
        } catch JobStoreError.noDocument {
            return nil
        }
    }

    /// Where a job is, as the web UI counts: each pass of each batch is a job of its own.
    private func progressState(
        of id: JobID, _ entry: ProgressBoard.Entry
    ) async throws -> ProgressState {
        let job = try await desk.store.job(id)
        var state = ProgressState()
        state.job = self.state.task(of: id) ?? id.description
        (state.step, state.steps) = (entry.report.step, entry.report.steps)
        state.isInterrupted = job.cancelRequested
        state.isSkipped = entry.isSkipped
        state.timestamp = Timestamps.webUI(job.startedAt ?? job.createdAt)
        guard case .generation(let work) = try await work(of: id) else {
            state.jobCount = 1
            return state
        }
        if let part = entry.report.part {
            (state.jobNumber, state.jobCount) = (part.number, part.count)
            return state
        }
        let request = work.request
        let batches = (job.imageCount + request.batchSize - 1) / max(request.batchSize, 1)
        state.jobCount = ProgressState.jobCount(
            batches: batches, hasHires: request.hires != nil)
        let done = (entry.report.images.first ?? 0) / max(request.batchSize, 1)
        // All first passes run before the first hires pass.
        state.jobNumber = entry.report.stage == "hires pass" ? batches + done : done
        return state
    }

    private var internalProgress: Route {
        var operation = WebUIRoutes.operation(
            .post, "/internal/progress", "Tells how far a task is.",
            .json(InternalProgressResponse.self), scope: .read)
        operation.requestBody = InternalProgressBody.self
        return Route(operation, .webUI) { call in
            .json(try await answer(call.object()))
        }
    }

    private func answer(_ body: InternalProgressBody) async throws -> InternalProgressResponse {
        var answer = InternalProgressResponse()
        (answer.previewID, answer.text) = (-1, "Waiting...")
        guard let task = body.task, let id = state.job(ofTask: task) else { return answer }
        let job = try await desk.store.job(id)
        switch job.state {
        case .queued:
            let place = try await desk.store.position(of: id) ?? 1
            return .waiting(at: place, of: max(state.pendingTasks.count, place))
        case .running:
            guard let entry = desk.board.entry(id.description) else { return answer }
            let progress = try await progressState(of: id, entry)
            answer.isActive = true
            answer.progress = progress.progress
            answer.remaining = progress.remaining(after: entry.elapsed)
            answer.text = entry.report.text
            answer.previewID = entry.previewNumber > 0 ? entry.previewNumber : -1
            if body.wantsPreview, entry.previewNumber != body.lastPreview,
                let jpeg = preview(of: entry)
            {
                answer.preview = "data:image/jpeg;base64," + Data(jpeg).base64EncodedString()
            }
        default:
            answer.isCompleted = true
        }
        return answer
    }

    private var pending: Route {
        Route(
            WebUIRoutes.operation(
                .get, "/internal/pending-tasks", "Lists tasks that wait or run.",
                .json(PendingTasks.self), scope: .read), .webUI
        ) { _ in
            var answer = PendingTasks()
            answer.tasks = state.pendingTasks
            return .json(answer)
        }
    }

    // MARK: Stopping

    private var interrupt: Route {
        Route(
            WebUIRoutes.operation(
                .post, "interrupt",
                "Calls off the present jobs of this API; what is finished of them is answered.",
                .json(JSONObject.self), scope: .generate), .webUI
        ) { call in
            for job in try await stoppable(by: call.principal) {
                _ = try await desk.cancel(job, keepingUnfinished: true)
            }
            return .json(JSONObject())
        }
    }

    private var skip: Route {
        Route(
            WebUIRoutes.operation(
                .post, "skip", "Ends the present batch as it is.", .json(JSONValue.self),
                scope: .generate), .webUI
        ) { call in
            for job in try await stoppable(by: call.principal).prefix(1) { desk.skip(job) }
            return .json(JSONValue.null)
        }
    }

    /// The jobs of this API that run: a person's own, or all of them for who may administer.
    private func stoppable(by principal: Principal) async throws -> [JobID] {
        let live = state.live
        var jobs: [JobID] = []
        for (id, _) in running where live.contains(id) {
            let isOwn = try await desk.store.job(id).owner == principal.name
            if isOwn || principal.scopes.contains(.admin) { jobs.append(id) }
        }
        return jobs
    }
}

extension ProgressBoard.Entry {
    /// Seconds since the job began.
    fileprivate var elapsed: Double { (ContinuousClock.now - startedAt).seconds }
}

extension ProgressReport {
    /// What happens, in words.
    fileprivate var text: String? {
        stage.isEmpty ? nil : detail.isEmpty ? stage : "\(stage): \(detail)"
    }
}

/// What `GET /internal/pending-tasks` answers.
struct PendingTasks: WireObject {
    static let title = "PendingTasks"

    var tasks: [String] = []
    var size: Int {
        get { tasks.count }
        set {}
    }

    static let fields: [WireField<Self>] = [
        .init("size", \.size, "How many there are."),
        .init("tasks", \.tasks, "Their names, the oldest first."),
    ]
}

/// Times as the web UI writes them.
enum Timestamps {
    /// `YYYYMMDDhhmmss` in universal time, of Unix milliseconds.
    static func webUI(_ milliseconds: Int64) -> String {
        let parts = Calendar(identifier: .gregorian).dateComponents(
            in: TimeZone(secondsFromGMT: 0) ?? .current,
            from: Date(timeIntervalSince1970: Double(milliseconds) / 1000))
        func digits(_ number: Int?, _ count: Int) -> String {
            let text = String(number ?? 0)
            return String(repeating: "0", count: max(count - text.count, 0)) + text
        }
        return digits(parts.year, 4)
            + [parts.month, parts.day, parts.hour, parts.minute, parts.second]
            .map { digits($0, 2) }.joined()
    }
}
