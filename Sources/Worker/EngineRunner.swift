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
        let pictures = PictureWork(job)
        if let tiling = work.tiling, let name = start.pictures.first {
            guard !job.claim.finished.contains(0) else { return }
            let tiles = try await TileRun(tiling, work.request, picture: pictures.picture(name))
            for (place, tile) in tiles.pictures.enumerated() {
                var run = GenerationRun(work, job)
                run.image = ImageRequest(tile, settings: start.settings)
                run.collector = tiles.collector
                run.part = GenerationRun.Part(place, of: tiles.pictures.count)
                run.work.request.seed = work.request.seed.map { $0.seed(after: place) }
                // One picture for each tile, however many were asked for.
                (run.work.request.batchSize, run.work.request.iterations) = (1, 1)
                run.work.request.prompts = work.request.prompts.prefix(1).map {
                    $0.seeded(adding: place)
                }
                try await self.run(run)
            }
            return try tiles.handIn(to: job, work)
        }
        for (number, name) in start.pictures.enumerated() {
            var run = GenerationRun(work, job)
            run.part = GenerationRun.Part(number, of: start.pictures.count)
            run.offset = number * run.count
            guard !run.isFinished else { continue }
            run.image = try await pictures.start(name, start)
            try await self.run(run)
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

extension PromptRequest {
    /// The same with another seed.
    fileprivate func seeded(adding number: Int) -> PromptRequest {
        var prompt = self
        prompt.seed = prompt.seed.map { $0.seed(after: number) }
        return prompt
    }
}

extension Int {
    /// The seed so many places on: after the last one comes the first.
    fileprivate func seed(after number: Int) -> Int { (self + number) & Int(UInt32.max) }
}
