/// A worker asks for a job.
package struct ClaimRequest: Codable, Sendable {
    /// The worker's name, unique among those that live.
    package var worker: String
    /// What tells this life of the worker from others under its name. A worker does one job at a time:
    /// one that asks for another has none, whatever was lent to this life of it.
    package var life: String?
    /// Where it computes.
    package var device: String
    /// The models that it holds in memory, by the names that jobs give them.
    package var resident: [String]
    /// The number of the last unloading that it has done; `nil` if it has done none.
    package var unloaded: Int?
    /// What it takes of its machine's memory.
    package var memory: WorkerMemory?

    /// A question for work.
    package init(worker: String, device: String, resident: [String]) {
        self.worker = worker
        self.device = device
        self.resident = resident
    }
}

/// What a worker that asks for a job is told.
package enum ClaimReply: Codable, Sendable {
    /// It has a job.
    case job(ClaimAnswer)
    /// It is to let go of its models, and to ask again with this number.
    case unload(number: Int)
}

/// A job that is lent to a worker.
package struct ClaimAnswer: Codable, Sendable {
    /// The job's id.
    package var job: String
    /// The number of this try: what a worker sends is taken only as long as it is the latest.
    package var attempt: Int
    /// What is done.
    package var document: JobDocument
    /// Images whose first pass an earlier try has left.
    package var firstPasses: [Int]
    /// Images whose results an earlier try has left.
    package var finished: [Int]
    /// Seconds after which the job is taken away from a worker that says nothing.
    package var leaseSeconds: Double
    /// Seconds for which the engine may give no sign of life before its worker says nothing any more.
    package var patienceSeconds: Double

    /// A lent job.
    package init(
        job: String, attempt: Int, document: JobDocument, firstPasses: [Int], finished: [Int],
        leaseSeconds: Double, patienceSeconds: Double
    ) {
        self.job = job
        self.attempt = attempt
        self.document = document
        self.firstPasses = firstPasses
        self.finished = finished
        self.leaseSeconds = leaseSeconds
        self.patienceSeconds = patienceSeconds
    }
}

extension ClaimAnswer {
    /// How long the worker may say nothing: a millisecond to a day, whatever was sent.
    package var lease: Duration { Self.duration(leaseSeconds) }
    /// How long the engine may: a millisecond to a day.
    package var patience: Duration { Self.duration(patienceSeconds) }

    private static func duration(_ seconds: Double) -> Duration {
        .milliseconds(Int(min(max(seconds, 0.001), 86_400) * 1000))
    }
}

/// How far a worker is with a job.
package struct ProgressReport: Codable, Sendable, Hashable {
    /// What happens: "loading", "first pass", "hires pass".
    package var stage = ""
    /// What is being read or done, in a few words.
    package var detail = ""
    /// Steps of the present batch that are done.
    package var step = 0
    /// Steps of the present batch.
    package var steps = 0
    /// The images of the present batch, by their places in the job.
    package var images: [Int] = []
    /// The part of the job that is done now; `nil` where it has no parts.
    package var part: JobPart?
    /// Share of the job's work that is done, 0…1.
    package var fraction = 0.0
    /// Images of the job that are finished.
    package var finished = 0
    /// What the worker takes of its machine's memory.
    package var memory: WorkerMemory?

    /// Nothing yet.
    package init() {}

    /// What tells a batch from those beside it, whatever pass computes it.
    package struct Batch: Sendable, Hashable {
        fileprivate let part: JobPart?
        fileprivate let images: [Int]
    }

    /// The present batch.
    package var batch: Batch { Batch(part: part, images: images) }
}

/// A part of a job that has several of the same size, one after the other.
package struct JobPart: Codable, Sendable, Hashable {
    /// Its number, counted from 0.
    package let number: Int
    /// The job's parts.
    package let count: Int

    /// The numbered part of so many.
    package init(_ number: Int, of count: Int) {
        self.number = number
        self.count = max(count, 1)
    }

    /// Whether it is all of the job.
    package var isWhole: Bool { count == 1 }

    /// The share of the job that is done when a share of the part is, 0…1.
    package func share(_ fraction: Double) -> Double {
        (Double(number) + fraction) / Double(count)
    }
}

/// What a worker is told of the job that it has.
package struct LeaseAnswer: Codable, Sendable, Hashable {
    /// Whether it still has it.
    package enum State: String, Codable, Sendable {
        /// It goes on.
        case held
        /// It is to stop the job, which is not wanted any more.
        case cancel
        /// It is to stop the job, and to hand in what is unfinished as it is.
        case interrupt
        /// It is to stop the job and give it back, because the server goes down.
        case release
        /// The job is another's by now; what is sent of it is not taken.
        case lost
    }

    /// Whether it still has the job.
    package var state: State
    /// How often the web UI's "skip" was asked for.
    package var skips: Int

    /// An answer.
    package init(_ state: State, skips: Int = 0) {
        self.state = state
        self.skips = skips
    }
}

/// A finished picture, in front of its bytes.
package struct ImageReport: Codable, Sendable {
    /// Its place in the job.
    package var index: Int
    /// Whether it is a first pass's, before the hires pass.
    package var isBeforeHires: Bool
    /// Width in pixels.
    package var width: Int
    /// Height in pixels.
    package var height: Int
    /// The file's media type.
    package var mediaType: String
    /// How it was made.
    package var infotext: String
    /// Its seed.
    package var seed: Int
    /// Its subseed.
    package var subseed: Int

    /// A report on a picture.
    package init(
        index: Int, isBeforeHires: Bool, size: (width: Int, height: Int), mediaType: String,
        infotext: String, seeds: (seed: Int, subseed: Int)
    ) {
        self.index = index
        self.isBeforeHires = isBeforeHires
        (width, height) = size
        self.mediaType = mediaType
        self.infotext = infotext
        (seed, subseed) = seeds
    }
}

/// How a worker's try ended.
package struct OutcomeReport: Codable, Sendable {
    /// The ends.
    package enum Kind: String, Codable, Sendable {
        /// Every image was handed in.
        case done
        /// It cannot be done; another try would fail in the same way.
        case failed
        /// It failed in a way that another try may not.
        case retry
        /// It was stopped on request.
        case cancelled
        /// It is given back undone.
        case released
        /// This worker cannot do it, as it lacks a model of the job's or has another one under its name; another may.
        case unfit
    }

    /// The end.
    package var kind: Kind
    /// Why, in a sentence for who sent the job.
    package var reason: String
    /// Where the time of the try went.
    package var times: TryTimes?
    /// What the worker takes of its machine's memory.
    package var memory: WorkerMemory?

    /// An outcome.
    package init(_ kind: Kind, reason: String = "") {
        self.kind = kind
        self.reason = reason
    }
}
