/// The stages of a job's work.
package enum JobStage: String, Codable, Sendable, CaseIterable {
    /// Models are read, and changed by LoRAs.
    case loading
    /// Prompts are encoded.
    case text
    /// Pictures become latents.
    case encode
    /// The first pass computes.
    case firstPass = "first pass"
    /// What the first pass has left is brought to the second's size.
    case hop
    /// The second pass computes.
    case hiresPass = "hires pass"
    /// Latents become pictures.
    case decode
    /// Pictures are enlarged without a diffusion model.
    case upscaling
    /// Pictures are written as files.
    case writing
}

/// Where the time of a try at a job went.
package struct TryTimes: Codable, Sendable, Hashable {
    /// Seconds by the names of ``JobStage``.
    package private(set) var stages: [String: Double] = [:]
    /// Seconds in which each part of a model was read.
    package private(set) var loads: [Double] = []
    /// Loads that are told of one try.
    private static let limit = 256

    /// Nothing yet.
    package init() {}

    /// Books seconds on a stage.
    package mutating func add(_ seconds: Double, to stage: JobStage) {
        stages[stage.rawValue, default: 0] += seconds
    }

    /// Books a part of a model that was read.
    package mutating func addLoad(_ seconds: Double) {
        add(seconds, to: .loading)
        if loads.count < Self.limit { loads.append(seconds) }
    }
}

/// What a worker takes of its machine's memory, in bytes; `nil` is what it cannot tell now.
package struct WorkerMemory: Codable, Sendable, Hashable {
    /// Main memory of its process.
    package var process: Int?
    /// The models that it holds, on the device where it computes.
    package var models: Int?

    /// Nothing known yet.
    package init(process: Int? = nil, models: Int? = nil) {
        self.process = process
        self.models = models
    }
}
