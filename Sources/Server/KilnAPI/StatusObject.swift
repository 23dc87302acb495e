import Wire

/// What goes on in the service, as `GET /kiln/v1/status` shows it.
struct StatusObject: WireObject {
    static let title = "Status"

    /// Whether jobs are begun.
    enum State: String, WireChoice {
        case running, draining
    }

    var version = ""
    var state = State.running
    var isReady = false
    var hindrance: String?
    var jobs = JobCountsObject()
    var queue = QueueObject()
    var workers: [WorkerObject] = []
    var disk = DiskObject()

    static let fields: [WireField<Self>] = [
        .init("version", \.version, "The server's version."),
        .init(
            "state", \.state,
            "running; draining is that the server goes down, takes no jobs and begins none."),
        .init("ready", \.isReady, "Whether jobs are accepted and will be done."),
        .init("reason", \.hindrance, "Why not; null if it is ready."),
        .init("jobs", \.jobs, "How many jobs are known, by where they stand."),
        .init("queue", \.queue, "What the jobs that wait need."),
        .init("workers", \.workers, "The workers that were heard of within a minute."),
        .init("disk", \.disk, "The room for results."),
    ]
}

/// How many jobs stand where.
struct JobCountsObject: WireObject {
    static let title = "JobCounts"

    var queued = 0
    var running = 0
    var done = 0
    var failed = 0
    var cancelled = 0
    var quarantined = 0

    static let fields: [WireField<Self>] = [
        .init("queued", \.queued, "Jobs that wait."),
        .init("running", \.running, "Jobs that are made."),
        .init("done", \.done, "Jobs that have their images."),
        .init("failed", \.failed, "Jobs that cannot be made."),
        .init("cancelled", \.cancelled, "Jobs that were called off."),
        .init(
            "quarantined", \.quarantined, "Jobs that failed three times, or ended their workers."),
    ]
}

/// What the jobs that wait need.
struct QueueObject: WireObject {
    static let title = "Queue"

    var limit = 0
    var models: [ModelQueueObject] = []
    var other = 0
    var withoutModel = 0

    static let fields: [WireField<Self>] = [
        .init("limit", \.limit, "Jobs that may wait."),
        .init("models", \.models, "The models for which most wait, the most wanted first."),
        .init("other", \.other, "Jobs that wait for any other model."),
        .init("without_model", \.withoutModel, "Jobs that need none."),
    ]
}

/// How many jobs wait for a model.
struct ModelQueueObject: WireObject {
    static let title = "ModelQueue"

    var model = ""
    var jobs = 0

    static let fields: [WireField<Self>] = [
        .init("model", \.model, "The checkpoint that they need next."),
        .init("jobs", \.jobs, "How many they are."),
    ]
}

/// A worker.
struct WorkerObject: WireObject {
    static let title = "Worker"

    /// What it does.
    enum State: String, WireChoice {
        case idle, busy
    }

    var name = ""
    var device = ""
    var state = State.idle
    var job: String?
    var stage: String?
    var models: [String] = []
    var processBytes: Int?
    var modelBytes: Int?

    static let fields: [WireField<Self>] = [
        .init("name", \.name, "Its name."),
        .init("device", \.device, "Where it computes."),
        .init("state", \.state, "Whether it has a job."),
        .init("job", \.job, "The id of the job that it has; null if it is idle."),
        .init("stage", \.stage, "What happens in the job: loading, first pass, hires pass."),
        .init("models", \.models, "The models that it had in memory when it asked for a job last."),
        .init(
            "process_bytes", \.processBytes, "Main memory that it takes; null if it has not told."),
        .init("model_bytes", \.modelBytes, "Memory of its device that its models take."),
    ]
}

/// The room for results.
struct DiskObject: WireObject {
    static let title = "Disk"

    var freeBytes: Int?
    var neededBytes = 0

    static let fields: [WireField<Self>] = [
        .init("free_bytes", \.freeBytes, "Bytes that are free; null if the system does not tell."),
        .init("needed_bytes", \.neededBytes, "Bytes that have to be, for a job to be accepted."),
    ]
}
