package import Wire

/// Where a job is, as the web UI counts: jobs of one batch and one pass each.
package struct ProgressState: WireObject, Hashable {
    package static let title = "ProgressState"

    package var isSkipped = false
    package var isInterrupted = false
    package var isStopping = false
    package var job = ""
    package var jobCount = 0
    package var timestamp = "0"
    package var jobNumber = 0
    package var step = 0
    package var steps = 0

    package init() {}

    /// The batches that a job makes: with a hires pass, which is a batch of its own, twice as many.
    package static func jobCount(batches: Int, hasHires: Bool) -> Int {
        hasHires ? batches.multipliedReportingOverflow(by: 2).partialValue : batches
    }

    package static let fields: [WireField<ProgressState>] = [
        .init("skipped", \.isSkipped, "Whether the present batch is to be left."),
        .init("interrupted", \.isInterrupted, "Whether all of it is to be left."),
        .init("stopping_generation", \.isStopping, "Whether no further batch is begun."),
        .init("job", \.job, "The job's name."),
        .init("job_count", \.jobCount, "Batches of the job; 0 while there is none."),
        .init("job_timestamp", \.timestamp, "When it began: YYYYMMDDhhmmss."),
        .init("job_no", \.jobNumber, "Batches done."),
        .init("sampling_step", \.step, "Steps done in the present batch."),
        .init("sampling_steps", \.steps, "Steps of the present batch."),
    ]
}

extension ProgressState {
    /// The share of the job that is done, in 0…1, with the hundredth that the web UI begins with.
    package var progress: Double {
        guard jobCount > 0 else { return 0 }
        var progress = 0.01 + Double(jobNumber) / Double(jobCount)
        if steps > 0 { progress += Double(step) / Double(steps) / Double(jobCount) }
        return min(max(progress, 0), 1)
    }

    /// The seconds that are left, if it goes on as it did.
    package func remaining(after elapsed: Double) -> Double {
        let progress = progress
        guard progress > 0 else { return 0 }
        return max(elapsed, 0) / progress - max(elapsed, 0)
    }
}

/// What `GET /sdapi/v1/progress` answers.
package struct ProgressResponse: WireObject {
    package static let title = "ProgressResponse"

    package var progress = 0.0
    package var remaining = 0.0
    package var state = ProgressState()
    package var preview: String?
    package var text: String?
    package var task: String?

    package init() {}

    /// The answer of a state.
    ///
    /// - Parameters:
    ///   - elapsed: seconds since the job began.
    ///   - preview: the present image's file in base64.
    package init(
        _ state: ProgressState, elapsed: Double, preview: String? = nil, text: String? = nil,
        task: String? = nil
    ) {
        progress = state.progress
        remaining = state.remaining(after: elapsed)
        (self.state, self.preview, self.text, self.task) = (state, preview, text, task)
    }

    package static let fields: [WireField<ProgressResponse>] = [
        .init("progress", \.progress, "The share that is done."),
        .init("eta_relative", \.remaining, "Seconds that are left."),
        .init("state", \.state, "Where the job is."),
        .init("current_image", \.preview, "A preview in base64."),
        .init("textinfo", \.text, "What happens, in words."),
        .init("current_task", \.task, "The task's name."),
    ]
}

/// What `POST /internal/progress` answers.
package struct InternalProgressResponse: WireObject {
    package static let title = "InternalProgressResponse"

    package var isActive = false
    package var isQueued = false
    package var isCompleted = false
    package var progress: Double?
    package var remaining: Double?
    package var preview: String?
    package var previewID: Int?
    package var text: String?

    package init() {}

    package static let fields: [WireField<InternalProgressResponse>] = [
        .init("active", \.isActive, "Whether the task computes."),
        .init("queued", \.isQueued, "Whether it waits."),
        .init("completed", \.isCompleted, "Whether it is finished."),
        .init("progress", \.progress, "The share that is done."),
        .init("eta", \.remaining, "Seconds that are left."),
        .init("live_preview", \.preview, "A preview as a data: URL."),
        .init("id_live_preview", \.previewID, "The preview's number."),
        .init("textinfo", \.text, "What happens, in words."),
    ]

    /// The place in the queue of a task that waits, in the web UI's words.
    package static func waiting(at place: Int, of count: Int) -> InternalProgressResponse {
        var response = InternalProgressResponse()
        response.isQueued = true
        response.previewID = -1
        response.text = "In queue: \(place)/\(count)"
        return response
    }
}
