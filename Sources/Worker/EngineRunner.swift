import Foundation
import Imaging
package import Kiln
import WorkerAPI

/// Does jobs with the engine and a model folder.
package actor EngineRunner: JobRunner {
    private let folder: String
    private let device: String
    private let dtype: String
    private let hashes: HashCache
    private let queue = DeviceQueue("kiln.worker")
    private var engine: Engine?
    /// Names of checkpoints by the files that the engine reads them from.
    private var names: [String: String] = [:]
    /// The least time between two previews of a job.
    private static let previewInterval = Duration.milliseconds(500)

    /// A runner that has read nothing yet.
    ///
    /// - Parameters:
    ///   - folder: the model folder.
    ///   - device: where to compute: `cpu`, `cuda`, `cuda:1`, `mps`.
    ///   - dtype: what the denoiser computes in, `auto` for the device's best.
    package init(
        folder: String, device: String = "cpu", dtype: String = "auto",
        hashes: HashCache = HashCache()
    ) {
        self.folder = folder
        self.device = device
        self.dtype = dtype
        self.hashes = hashes
    }

    /// A thread of its own: files are hashed and pictures unpacked on it.
    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        queue.asUnownedSerialExecutor()
    }

    package var resident: [String] {
        get async {
            guard let engine else { return [] }
            return await engine.residentFiles.compactMap { names[$0] }.sorted()
        }
    }

    package var modelBytes: Int {
        get async { await engine?.residentBytes ?? 0 }
    }

    /// Loads the engine, so that a machine that lacks something is told before it takes a job.
    ///
    /// - Throws: `TorchError`, `PromptError`, `EngineError.noDevice`, each with a sentence.
    package func prepare() throws {
        if engine == nil { engine = try Engine(hashes: hashes) }
        try Engine.checkDevice(device)
    }

    package func unload() async { await engine?.unload() }

    package func run(_ job: JobRun) async throws {
        switch job.claim.document.work {
        case .generation(let work): try await generate(work, job)
        case .upscale(let work): try await PictureWork(job).upscale(work)
        }
    }

    // MARK: Generation

    private func generate(_ work: GenerationWork, _ job: JobRun) async throws {
        guard let start = work.start else {
            let run = GenerationRun(work, job)
            return run.isFinished ? () : try await self.run(run)
        }
        if let tiling = work.tiling { return try await upscale(work, tiling, start, job) }
        let pictures = PictureWork(job)
        if start.pictures.count == 1 {
            var run = GenerationRun(work, job)
            guard !run.isFinished else { return }
            run.image = try await pictures.start(start.pictures[0], start)
            return try await self.run(run)
        }
        // The engine begins with one picture for all images of a run.
        let prompts = work.request.imagePrompts
        for (place, prompt) in prompts.enumerated() {
            var run = GenerationRun(of: prompt, at: place, work, job)
            guard !run.isFinished else { continue }
            run.part = JobPart(place, of: prompts.count)
            run.image = try await pictures.start(start.picture(of: place), start)
            try await self.run(run)
        }
    }

    private func upscale(
        _ work: GenerationWork, _ tiling: TileWork, _ start: StartWork, _ job: JobRun
    ) async throws {
        let prompts = work.request.imagePrompts
        let missing = Set(prompts.indices).subtracting(job.claim.finished).sorted()
        guard !missing.isEmpty else { return }
        let picture = try await PictureWork(job).picture(start.picture(of: 0))
        let tiles = try TileRun(tiling, work.request, picture: picture)
        for place in missing {
            let target = TileRun.Target(
                place: place, prompt: prompts[place], count: prompts.count)
            do {
                for run in tiles.runs(for: target, work, start.settings, job) {
                    try await self.run(run)
                }
            } catch is CancellationError where job.cancellation.isInterrupted {
                try tiles.handIn(target, work, to: job)
                throw CancellationError()
            }
            try tiles.handIn(target, work, to: job)
        }
    }

    private func run(_ run: GenerationRun) async throws {
        let models = try models
        let plan = try plan(run, models)
        for pass in plan.passes { names[pass.checkpoint.path] = pass.checkpoint.name }
        try prepare()
        guard let engine else { return }
        let options = try await run.options(for: plan, previewInterval: Self.previewInterval)
        let modelHashes = ModelHashes(of: plan, cache: hashes)
        do {
            try await engine.run(
                plan, options: options, cancellation: run.job.cancellation,
                hash: { try modelHashes.hash(of: $0) }, onEvent: run.handle)
        } catch let error as EngineError {
            throw JobFailure("\(error)")
        } catch {
            throw models.told(error)
        }
    }

    /// The model folder as it is now.
    private var models: ModelFolder {
        get throws {
            do {
                return try ModelFolder(folder, hashes: hashes, takesPaths: false)
            } catch {
                throw JobFailure("the worker's model folder cannot be read.", .unfit)
            }
        }
    }

    /// The plan of a run, if the models are those that the job was accepted with. The server has planned it from its own
    /// files: what is wrong with the plan here is wrong with the files here.
    private func plan(_ run: GenerationRun, _ models: ModelFolder) throws -> Plan {
        var request = run.work.request
        (request.device, request.dtype) = (device, dtype)
        request.image = run.image
        do {
            let plan = try Planner(models).plan(request)
            let now = try plan.modelUses(hashes)
            for expected in run.job.claim.document.models where !now.contains(expected) {
                throw JobFailure(
                    "the \(expected.kind) \(expected.name) is not the file that it was when the job was "
                        + "accepted.", .unfit)
            }
            return plan
        } catch let failure as JobFailure {
            throw failure
        } catch {
            throw JobFailure("\(models.told(error))", .unfit)
        }
    }
}
