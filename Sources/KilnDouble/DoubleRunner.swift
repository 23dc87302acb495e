import Crypto
import Foundation
import Imaging
import Kiln
import Synchronization
import Worker
import WorkerAPI

/// A double of the engine: pictures that follow from seed and size, after as many pauses as a job has
/// steps, and the faults that a prompt names.
///
/// | word in the prompt | what happens |
/// |---|---|
/// | `double:trap` | the process traps |
/// | `double:hang` | the job gives no more sign of life |
/// | `double:fail` | the job fails for good |
/// | `double:retry` | the job fails, and may be tried again |
/// | `double:unfit` | the job is given back, as one that another worker may do |
/// | `double:trap-once` | the process traps in the job's first try |
/// | `double:trap-second` | the process traps after the first pass, in the first try |
/// | `double:trap-image` | the process traps after the first image, in the first try |
/// | `double:odd-file` | pictures are handed in as files that nobody stores |
final class DoubleRunner: JobRunner {
    /// The pause of a step.
    private let step: Duration
    private let models = Mutex(["demo-sd15.safetensors"])

    init(step: Duration) { self.step = step }

    var resident: [String] { models.withLock(\.self) }

    /// As many for each model.
    var modelBytes: Int { resident.count << 20 }

    func unload() { models.withLock { $0 = [] } }

    func run(_ job: JobRun) async throws {
        models.withLock { $0 = ["demo-sd15.safetensors"] }
        guard case .generation(let work) = job.claim.document.work else {
            throw JobFailure("the double makes no such thing.")
        }
        let request = work.request
        let prompt = request.prompts.first?.text ?? ""
        try await misbehave(prompt, job)
        let perPrompt = request.batchSize * request.iterations
        let seeds = request.prompts.flatMap { prompt in
            (0..<perPrompt).map { ((prompt.seed ?? request.seed ?? 0) &+ $0) & Int.max }
        }
        for (index, seed) in seeds.enumerated() where !job.claim.finished.contains(index) {
            let first = try await firstPass(index, seed: seed, work, job)
            if prompt.contains("double:trap-second"), job.claim.attempt == 1 {
                try await trapLater()
            }
            if request.hires != nil { try await steps(request.steps, "hires pass", index, job) }
            let picture = try picture(of: seed, first, request)
            let infotext = "\(prompt)\nSteps: \(request.steps), Seed: \(seed), Model: double"
            job.add(
                ImageReport(
                    index: index, isBeforeHires: false, size: (picture.width, picture.height),
                    mediaType: prompt.contains("double:odd-file") ? "image/odd" : "image/png",
                    infotext: infotext, seeds: (seed, seed)),
                try PNG.encode(picture, texts: [.infotext(infotext)]))
            if prompt.contains("double:trap-image"), job.claim.attempt == 1 {
                try await trapLater()
            }
        }
    }

    /// Traps when what was handed in has had time to arrive.
    private func trapLater() async throws {
        try await Task.sleep(for: .milliseconds(300))
        fatalError("the double traps, as it was told")
    }

    private func misbehave(_ prompt: String, _ job: JobRun) async throws {
        if prompt.contains("double:trap-once"), job.claim.attempt == 1 {
            fatalError("the double traps, as it was told")
        }
        if prompt.contains("double:trap "), !prompt.contains("double:trap-") {
            fatalError("the double traps, as it was told")
        }
        if prompt.contains("double:hang") { try await Task.sleep(for: .seconds(86_400)) }
        if prompt.contains("double:fail") { throw JobFailure("the double fails, as it was told.") }
        if prompt.contains("double:unfit") {
            throw JobFailure("the double lacks a model, as it was told.", .unfit)
        }
        if prompt.contains("double:retry") {
            throw JobFailure("the double fails, as it was told.", .retry)
        }
    }

    /// The result of a first pass: one that an earlier try has left, or a new one.
    private func firstPass(
        _ index: Int, seed: Int, _ work: GenerationWork, _ job: JobRun
    ) async throws -> [UInt8] {
        if job.claim.firstPasses.contains(index) { return try await job.firstPass(of: index) }
        switch work.resumed[index] {
        case .result(let name), .picture(let name): return try await job.input(name)
        case nil: break
        }
        try await steps(work.request.steps, "first pass", index, job)
        let result = [UInt8](SHA256.hash(data: Data("\(seed)".utf8)))
        if work.request.hires != nil || work.keepsFirstPasses { job.keep(result, of: index) }
        return result
    }

    private func steps(_ count: Int, _ stage: String, _ image: Int, _ job: JobRun) async throws {
        for number in 1...count {
            if step > .zero { try await Task.sleep(for: step) }
            if job.cancellation.isCancelled { throw CancellationError() }
            job.update { report in
                report.stage = stage
                report.step = number
                report.steps = count
                report.images = [image]
                report.fraction = Self.fraction(
                    image, stage, share: Double(number) / Double(count), of: job)
            }
        }
    }

    /// The share of a job that is done when a share of one image's pass is: image by image, all passes
    /// of the same weight.
    private static func fraction(
        _ image: Int, _ stage: String, share: Double, of job: JobRun
    ) -> Double {
        guard case .generation(let work) = job.claim.document.work else { return share }
        let request = work.request
        let images = request.prompts.count * request.batchSize * request.iterations
        let passes = request.hires == nil ? 1 : 2
        let pass = image * passes + (stage == "hires pass" ? 1 : 0)
        return (Double(pass) + share) / Double(max(images * passes, 1))
    }

    /// A picture of a seed and what its first pass has left. It is small, whatever was asked for.
    private func picture(
        of seed: Int, _ first: [UInt8], _ request: GenerationRequest
    ) throws -> Image8 {
        let scale = request.hires?.scale ?? 1
        let sides = [request.width, request.height].map { min(Int(Double($0) * scale), 256) }
        let colours = [UInt8](SHA256.hash(data: Data(first + Array("\(seed)".utf8))))
        let pixels = (0..<sides[0] * sides[1] * 3).map { colours[($0 / 64) % colours.count] }
        return try Image8(width: sides[0], height: sides[1], channels: 3, pixels: pixels)
    }
}
