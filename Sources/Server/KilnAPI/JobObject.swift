import Wire

/// A job as `/kiln/v1` shows it.
struct JobObject: WireObject {
    static let title = "Job"

    /// Where a job stands.
    enum State: String, WireChoice {
        case queued, running, done, failed, cancelled, quarantined
    }

    var id = ""
    var kind = ""
    var state = State.queued
    var priority = 0
    var position: Int?
    var attempts = 0
    var createdAt = 0
    var startedAt: Int?
    var finishedAt: Int?
    var progress: ProgressObject?
    var imageCount = 0
    var images: [ImageObject] = []
    var error: JobErrorObject?
    var notes: [String] = []
    var summary: JobSummaryObject?

    static let fields: [WireField<Self>] = [
        .init("id", \.id, "Its id."),
        .init("kind", \.kind, "Which API it came by."),
        .init("state", \.state, "Where it stands."),
        .init("priority", \.priority, "The higher, the sooner."),
        .init("position", \.position, "Its place in the queue, from 1; null if it does not wait."),
        .init("attempts", \.attempts, "How often it was begun."),
        .init("created_at", \.createdAt, "When it was accepted, in Unix milliseconds."),
        .init("started_at", \.startedAt, "When it was begun last, in Unix milliseconds."),
        .init("finished_at", \.finishedAt, "When it ended, in Unix milliseconds."),
        .init("progress", \.progress, "How far it is; null if it does not run."),
        .init("image_count", \.imageCount, "How many images it makes."),
        .init("images", \.images, "The images that are there."),
        .init("error", \.error, "Why it ended without its images, or why it was begun again."),
        .init("notes", \.notes, "What is worth knowing of how it was understood."),
        .init("summary", \.summary, "What tells it from others; null of jobs of older versions."),
    ]
}

/// How far a job is.
struct ProgressObject: WireObject {
    static let title = "JobProgress"

    var job: String?
    var stage = ""
    var detail = ""
    var step = 0
    var steps = 0
    var images: [Int] = []
    var fraction = 0.0
    var previews: [PreviewObject] = []

    static let fields: [WireField<Self>] = [
        .init("job", \.job, "The job's id, in events.", .whereKnown),
        .init("stage", \.stage, "What happens: loading, first pass, hires pass."),
        .init("detail", \.detail, "What is being read or done, in a few words."),
        .init("step", \.step, "Steps of the present batch that are done."),
        .init("steps", \.steps, "Steps of the present batch."),
        .init("images", \.images, "The images of the present batch, by their places in the job."),
        .init("fraction", \.fraction, "Share of the job's work that is done.", range: 0...1),
        .init("previews", \.previews, "What there is to see of the present batch's images."),
    ]
}

/// A picture of an image that is being made.
struct PreviewObject: WireObject {
    static let title = "Preview"

    var index = 0
    var url = ""

    static let fields: [WireField<Self>] = [
        .init("index", \.index, "The image's place in the job, from 0."),
        .init("url", \.url, "Where the picture is: another address for each picture."),
    ]
}

/// Why a job ended without its images.
struct JobErrorObject: WireObject {
    static let title = "JobError"

    var code = ""
    var message = ""

    static let fields: [WireField<Self>] = [
        .init("code", \.code, "A word for programs."),
        .init("message", \.message, "A sentence for people."),
    ]
}

/// An image as `/kiln/v1` shows it.
struct ImageObject: WireObject {
    static let title = "Image"

    /// Which pass it comes of.
    enum Role: String, WireChoice {
        case firstPass = "first pass"
        case result
    }

    var id = ""
    var job = ""
    var index = 0
    var role = Role.result
    var width = 0
    var height = 0
    var mediaType = ""
    var seed = 0
    var byteCount = 0
    var sha256 = ""
    var url = ""
    var isGone = false
    var canFinish = false
    var from: String?

    static let fields: [WireField<Self>] = [
        .init("id", \.id, "Its id."),
        .init("job", \.job, "The id of its job."),
        .init("index", \.index, "Its place in the job, from 0."),
        .init("role", \.role, "Which pass it comes of."),
        .init("width", \.width, "Width in pixels."),
        .init("height", \.height, "Height in pixels."),
        .init("media_type", \.mediaType, "The file's media type."),
        .init("seed", \.seed, "Its seed."),
        .init("bytes", \.byteCount, "Bytes of the file."),
        .init("sha256", \.sha256, "The file's SHA-256 in hexadecimal digits."),
        .init("url", \.url, "Where the file is."),
        .init("gone", \.isGone, "Whether the file was given up to make room."),
        .init(
            "can_finish", \.canFinish,
            "Whether its first pass is kept, so that \"from\" can finish it with a \"hires\" of its own."
        ),
        .init(
            "from", \.from,
            "The id of the image whose first pass it was finished from; null if none was."),
    ]
}

/// A page of jobs.
struct JobListObject: WireObject {
    static let title = "JobList"

    var jobs: [JobObject] = []
    var next: Int?

    static let fields: [WireField<Self>] = [
        .init("jobs", \.jobs, "The jobs, the latest first."),
        .init("next", \.next, "What \"before\" is to be for the next page; null at the end."),
    ]
}

/// Which jobs are listed.
struct JobListQuery: WireObject {
    static let title = "JobListQuery"
    static let manner = WireManner.lenient

    var state: JobObject.State?
    var before: Int?
    var limit = 50

    static let fields: [WireField<Self>] = [
        .init("state", \.state, "Only jobs that stand so."),
        .init(
            "before", \.before, "Only jobs that are older than this number of the last page.",
            range: 1...Int(Int32.max)),
        .init("limit", \.limit, "At most so many.", range: 1...1000),
    ]
}
