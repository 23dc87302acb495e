import Checkpoints
import Samplers
import Torch
import WebUI

/// Makes plans: resolves names, reads headers, checks every part against the others.
public struct Planner: Sendable {
    private let folder: ModelFolder

    /// A planner over a folder in the web UI's layout.
    public init(_ folder: ModelFolder) { self.folder = folder }

    /// What a request would run.
    ///
    /// - Throws: `PlanError`, `ModelFolderError`, `CheckpointError` or `SamplerError`, each with the
    ///   reason and what would be right. Nothing has run then, and no weight was read.
    public func plan(_ request: GenerationRequest) throws -> Plan {
        try RequestRules.check(request)
        let first = try firstSource(request)
        let size = PixelSize(width: request.width, height: request.height)
        let firstPass = try pass(
            first,
            PassShape(
                size: size, latent: latentSize(size, first.architecture), steps: request.steps,
                scheduleSteps: request.steps, denoisingStrength: nil),
            try Sampling(
                sampler: request.sampler, scheduler: request.scheduler,
                cfgScale: request.cfgScale, dtype: dtype(request)))
        var passes = [firstPass]
        var notes = first.notes
        var hop: HopPlan?
        if let hires = request.hires {
            let second = try hiresPass(hires, request: request, first: first, firstPass: firstPass)
            passes.append(second.pass)
            hop = second.hop
            notes += second.notes
        }
        return Plan(
            passes: passes, hop: hop, images: images(request), batchSize: request.batchSize,
            noise: try NoiseSource(named: request.rng), clipSkip: request.clipSkip,
            savesBeforeHires: request.savesBeforeHires && hop != nil,
            device: try device(request), notes: notes)
    }

    private func device(_ request: GenerationRequest) throws(PlanError) -> Device {
        do {
            return try Device(request.device)
        } catch {
            throw .badOption(
                name: "--device", value: "\"\(request.device)\"",
                rule: "it may be cpu, cuda, cuda:N or mps")
        }
    }

    private func dtype(_ request: GenerationRequest) throws -> DType {
        try ComputeType.resolve(request.dtype, on: device(request))
    }

    private func latentSize(_ size: PixelSize, _ architecture: Architecture) -> PixelSize {
        size.cells(of: architecture.latentSpace.downsampling)
    }
}

// MARK: - Checkpoints and modules

extension Planner {
    /// A pass's checkpoint with its parts, all checked.
    struct Source {
        let role: PassPlan.Role
        let entry: CheckpointEntry
        let fingerprint: Fingerprint
        let architecture: Architecture
        let modules: [Fingerprint]
        let vae: PartPlan
        let encoders: [PartPlan]
        let choice: [String]
        let notes: [String]
    }

    private func firstSource(_ request: GenerationRequest) throws -> Source {
        try source(
            of: folder.checkpoint(named: request.checkpoint), role: .first,
            Modules(try request.modules.map(module), choice: nil))
    }

    /// The modules of a pass, and how an infotext speaks of them: `nil` by their own names. Those
    /// that only come along from the first pass may stay out where they do not fit.
    private struct Modules {
        let files: [Fingerprint]
        let choice: [String]
        let named: Bool

        init(_ files: [Fingerprint], choice: [String]?, named: Bool = true) {
            self.files = files
            self.choice = choice ?? files.map { $0.file.stem }
            self.named = named
        }
    }

    private func module(named name: String) throws -> Fingerprint {
        Fingerprint(try CheckpointFile(opening: folder.module(named: name).path))
    }

    private func source(
        of entry: CheckpointEntry, role: PassPlan.Role, _ modules: Modules
    ) throws -> Source {
        let fingerprint = Fingerprint(try CheckpointFile(opening: entry.path))
        let architecture = try runnable(fingerprint)
        var resolution = ModuleResolution(
            architecture: architecture, checkpoint: fingerprint, pass: role)
        for module in modules.files { try resolution.add(module, named: modules.named) }
        let parts = try resolution.parts()
        return Source(
            role: role, entry: entry, fingerprint: fingerprint, architecture: architecture,
            modules: modules.files, vae: parts.vae, encoders: parts.encoders,
            choice: modules.choice, notes: resolution.notes)
    }

    private func runnable(_ fingerprint: Fingerprint) throws(PlanError) -> Architecture {
        switch fingerprint.model {
        case .runs(let architecture): return architecture
        case .known(let what):
            throw .notRunnable(file: fingerprint.file.name, what: what)
        case .none:
            throw .noModel(file: fingerprint.file.name, holds: fingerprint.summary)
        }
    }

    /// The hires pass's checkpoint and modules.
    ///
    /// Without modules of its own the pass takes the first pass's where they fit ("Use same
    /// choices"); "Built-in" takes none.
    private func hiresSource(
        _ hires: HiresRequest, request: GenerationRequest, first: Source
    ) throws -> Source {
        let same = hires.checkpoint.map { $0.isEmpty || $0 == "Use same checkpoint" } ?? true
        let entry = same ? first.entry : try folder.checkpoint(named: hires.checkpoint)
        let names = hires.modules ?? [Self.sameChoices]
        if names.contains(Self.sameChoices) {
            return try source(
                of: entry, role: .hires,
                Modules(first.modules, choice: [Self.sameChoices], named: false))
        }
        let files = try names.filter { $0 != Self.builtIn }.map(module)
        return try source(
            of: entry, role: .hires, Modules(files, choice: files.isEmpty ? [Self.builtIn] : nil))
    }

    private static let sameChoices = "Use same choices"
    private static let builtIn = "Built-in"
}

// MARK: - Passes

extension Planner {
    /// Size and length of a pass.
    struct PassShape {
        let size: PixelSize
        let latent: PixelSize
        let steps: Int
        let scheduleSteps: Int
        let denoisingStrength: Double?
    }

    /// Names of sampler and schedule resolved, with guidance and arithmetic.
    struct Sampling {
        let sampler: SamplerKind
        let requested: ScheduleKind
        let cfgScale: Double
        let dtype: DType

        init(sampler: String, scheduler: String, cfgScale: Double, dtype: DType) throws {
            let names = try SamplerKind.resolve(sampler: sampler, scheduler: scheduler)
            self.sampler = names.sampler
            requested = names.schedule
            self.cfgScale = cfgScale
            self.dtype = dtype
        }
    }

    private func pass(
        _ source: Source, _ shape: PassShape, _ sampling: Sampling
    ) throws -> PassPlan {
        guard let unet = source.fingerprint.unet, let prediction = source.fingerprint.prediction
        else {
            throw PlanError.noModel(
                file: source.fingerprint.file.name, holds: source.fingerprint.summary)
        }
        return PassPlan(
            role: source.role, architecture: source.architecture, prediction: prediction,
            checkpoint: source.entry,
            unet: PartPlan(
                part: .unet, file: source.fingerprint.file, component: unet, module: false),
            vae: source.vae, encoders: source.encoders, size: shape.size,
            latentSize: shape.latent, steps: shape.steps, scheduleSteps: shape.scheduleSteps,
            sampler: sampling.sampler, requestedSchedule: sampling.requested,
            schedule: sampling.sampler.schedule(for: sampling.requested),
            cfgScale: sampling.cfgScale, denoisingStrength: shape.denoisingStrength,
            dtype: sampling.dtype, moduleChoice: source.choice)
    }

    private func hiresPass(
        _ hires: HiresRequest, request: GenerationRequest, first: Source, firstPass: PassPlan
    ) throws -> (pass: PassPlan, hop: HopPlan, notes: [String]) {
        let second = try hiresSource(hires, request: request, first: first)
        let size = try HiresSize(
            first: (request.width, request.height), scale: hires.scale, resizeX: hires.resizeX,
            resizeY: hires.resizeY)
        let hop = try hop(hires, from: first.architecture, to: second.architecture, size: size)
        let steps = HiresSteps(
            steps: hires.steps > 0 ? hires.steps : request.steps,
            denoisingStrength: hires.denoisingStrength)
        let pass = try pass(
            second,
            PassShape(
                size: PixelSize(width: size.upscaled.width, height: size.upscaled.height),
                latent: PixelSize(
                    width: size.latentColumns.count, height: size.latentRows.count),
                steps: steps.steps, scheduleSteps: steps.scheduleSteps,
                denoisingStrength: hires.denoisingStrength),
            try Sampling(
                sampler: hires.sampler.named ?? firstPass.sampler.name,
                scheduler: hires.scheduler.named ?? firstPass.requestedSchedule.name,
                cfgScale: hires.cfgScale ?? request.cfgScale, dtype: dtype(request)))
        return (pass, hop, second.notes)
    }

    private func hop(
        _ hires: HiresRequest, from: Architecture, to: Architecture, size: HiresSize
    ) throws(PlanError) -> HopPlan {
        let shared = from.latentSpace == to.latentSpace
        guard
            let way = hires.upscaler.map({ HopPlan.Way(named: $0) })
                ?? .some(shared ? .latent(.bilinear) : .pixels(.lanczos))
        else {
            throw .unknownUpscaler(hires.upscaler ?? "", known: HopPlan.Way.names)
        }
        if case .latent(let latent) = way, !shared {
            throw .foreignLatent(upscaler: latent.rawValue, from: from.title, to: to.title)
        }
        let spaces =
            shared
            ? "\(from.title) and \(to.title) share a latent space"
            : "\(from.title) and \(to.title) share no latent space"
        let asked = hires.resizeX != 0 || hires.resizeY != 0
        return HopPlan(
            way: way, reason: spaces, upscaler: way.upscaler, size: size,
            enlargement: asked
                ? .resize(x: hires.resizeX, y: hires.resizeY) : .scale(hires.scale),
            askedSteps: hires.steps)
    }
}

extension String? {
    /// The name, unless it is empty or the web UI's word for "as in the first pass".
    fileprivate var named: String? {
        guard let self, !self.isEmpty, !self.hasPrefix("Use same ") else { return nil }
        return self
    }
}

// MARK: - Images

extension Planner {
    /// The job's images: for each prompt `iterations × batchSize`, seeds counted up from the first.
    private func images(_ request: GenerationRequest) -> [ImagePlan] {
        let seed = request.seed.flatMap { $0 < 0 ? nil : $0 } ?? Int(UInt32.random(in: 0...(.max)))
        let perPrompt = request.iterations * request.batchSize
        return request.prompts.enumerated().flatMap { place, prompt in
            (0..<perPrompt).map { number in
                ImagePlan(
                    index: place * perPrompt + number, seed: seed &+ number, prompt: prompt,
                    negativePrompt: request.negativePrompt,
                    hiresPrompt: request.hires?.prompt.nonEmpty ?? prompt,
                    hiresNegativePrompt: request.hires?.negativePrompt.nonEmpty
                        ?? request.negativePrompt)
            }
        }
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
