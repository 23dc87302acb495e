import Jobs
import Wire

/// What the data of a job's numbered events are.
struct JobEventObject: WireObject {
    static let title = "JobEventData"

    var job = ""
    var sequence = 0
    var time = 0
    var attempt: Int?
    var index: Int?
    var role: ImageObject.Role?
    var image: String?
    var url: String?
    var error: JobErrorObject?

    static let fields: [WireField<Self>] = [
        .init("job", \.job, "The job's id."),
        .init("sequence", \.sequence, "The event's place in the job's history, from 1."),
        .init("time", \.time, "When, in Unix milliseconds."),
        .init("attempt", \.attempt, "Which try it belongs to, from 1.", .whereKnown),
        .init("index", \.index, "The image's place in the job, from 0.", .whereKnown),
        .init("role", \.role, "Which pass the image comes of.", .whereKnown),
        .init("image", \.image, "The image's id.", .whereKnown),
        .init("url", \.url, "Where the image's file is.", .whereKnown),
        .init("error", \.error, "Why the try has ended.", .whereKnown),
    ]
}

extension JobEventObject {
    /// A stored event.
    init(_ event: JobEvent) {
        (job, sequence) = (event.job.description, event.sequence)
        time = Int(event.time)
        let detail = event.detail
        (attempt, index) = (detail.attempt, detail.index)
        role = detail.role.map { $0 == .result ? .result : .firstPass }
        image = detail.image?.description
        url = detail.image.map { "/kiln/v1/images/\($0)" }
        error = detail.failure.map {
            var error = JobErrorObject()
            (error.code, error.message) = ($0.reason, $0.detail)
            return error
        }
    }
}

extension EventStream {
    /// What happens to a job, and to all of them.
    static let job = EventStream("JobEvent", kinds)

    private static let kinds = [
        numbered("accepted", "The job is on the disk.", []),
        numbered("started", "A worker has begun it.", ["attempt"]),
        numbered("firstPass", "What an image's first pass leaves is stored.", ["index"]),
        numbered("image", "An image is stored.", ["index", "role", "image", "url"]),
        numbered("requeued", "It waits again.", []),
        numbered("done", "The end: all images are there.", []),
        numbered("failed", "The end: it cannot be done.", ["error"]),
        numbered("cancelled", "The end: it was called off.", []),
        numbered("quarantined", "The end: it was tried often enough.", ["error"]),
        Kind("progress", "How far it is has changed.", ProgressObject.self, always: ["job"]),
        Kind("preview", "There is a new preview.", ProgressObject.self, always: ["job"]),
    ]

    private static func numbered(_ name: String, _ doc: String, _ always: [String]) -> Kind {
        Kind(name, doc, JobEventObject.self, always: always, isNumbered: true)
    }
}
