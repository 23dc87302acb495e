import Checkpoints
import Samplers
import Torch
import WebUI

/// Makes plans: resolves names, reads headers, checks every part against the others.
public struct Planner: Sendable {
    let folder: ModelFolder

    /// A planner over a folder in the web UI's layout.
    public init(_ folder: ModelFolder) { self.folder = folder }

    /// What a request would run.
    ///
    /// - Throws: `PlanError`, `ModelFolderError`, `CheckpointError`, `AdapterError` or
    ///   `SamplerError`, each with the reason and what would be right. Nothing has run then, and no
    ///   weight was read.
    public func plan(_ request: GenerationRequest) throws -> Plan {
        do {
            return try whole(request)
        } catch {
            throw folder.told(error)
        }
    }

    private func whole(_ request: GenerationRequest) throws -> Plan {
        try RequestRules.check(request)
        let resolver = SourceResolver(folder: folder)
        let first = try resolver.first(request)
        let refiner = try request.refiner.map { try resolver.refiner($0, after: first) }
        let second = try request.hires.map { try resolver.hires($0, after: first) }
        let hop = try hop(request, from: first, to: second)
        let sources = [first, refiner, second].compactMap(\.self)
        var texts = try TextResolution(
            request, folder: folder, sources: sources, calls: try calls(request))
        let images = try texts.images()
        var drafts = [try firstPass(request, first)]
        if let refiner { drafts.append(try firstPass(request, refiner)) }
        if let second, let hop, let hires = request.hires {
            drafts.append(try hiresPass(hires, request, second, hop: hop, first: drafts[0]))
        }
        let passes = try drafts.map { try $0.plan(texts: &texts, in: images) }
        let start = try request.image.map { try StartPlan($0, size: passes[0].size) }
        return Plan(
            passes: passes, start: start, hop: hop, requestedSteps: request.steps, images: images,
            batchSize: request.batchSize,
            noise: try NoiseSource(named: request.rng), variation: request.variation,
            text: request.text, interpolatesTimesteps: request.interpolatesTimesteps,
            encoding: request.encoding,
            savesBeforeHires: request.savesBeforeHires && hop != nil,
            device: try device(request),
            notes: sources.flatMap(\.notes) + texts.notes + (start?.notes ?? []))
    }

    /// How many calls of the denoiser the first pass and the hires pass make, as the web UI counts.
    private func calls(_ request: GenerationRequest) throws -> (first: Int, hires: Int) {
        func calls(_ steps: Int, _ sampler: String) throws -> Int {
            let kind = try SamplerKind.resolve(sampler: sampler, scheduler: "Automatic").sampler
            return steps * (kind.isSecondOrder ? 2 : 1)
        }
        let steps = request.hires.map { $0.steps > 0 ? $0.steps : request.steps }
        return (
            try calls(request.steps, request.sampler),
            try calls(steps ?? request.steps, request.hires?.sampler.named ?? request.sampler)
        )
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
}

// MARK: - Passes

extension Planner {
    private func firstPass(
        _ request: GenerationRequest, _ source: PassSource
    ) throws -> PassDraft {
        let size = PixelSize(width: request.width, height: request.height)
        if source.inputs == .editing, request.image == nil {
            throw PlanError.needsPicture(file: source.entry.name)
        }
        let steps = request.image.map {
            ImageToImageSteps(
                steps: request.steps, denoisingStrength: $0.settings.denoisingStrength,
                exact: $0.settings.fixesSteps)
        }
        return PassDraft(
            source: source, size: size,
            latentSize: size.cells(of: source.architecture.latentSpace.downsampling),
            steps: steps?.steps ?? request.steps,
            scheduleSteps: steps?.scheduleSteps ?? request.steps,
            denoisingStrength: request.image?.settings.denoisingStrength,
            takesOverAt: source.role == .refiner ? request.refiner?.switchAt : nil,
            sampling: try Sampling(
                request, sampler: request.sampler, scheduler: request.scheduler,
                guidance: request.guidance, dtype: dtype(request)))
    }

    private func hiresPass(
        _ hires: HiresRequest, _ request: GenerationRequest, _ source: PassSource, hop: HopPlan,
        first: PassDraft
    ) throws -> PassDraft {
        guard source.inputs != .editing else {
            throw PlanError.needsPicture(file: source.entry.name)
        }
        let steps = HiresSteps(
            steps: hires.steps > 0 ? hires.steps : request.steps,
            denoisingStrength: hires.denoisingStrength)
        let size = hop.size
        var guidance = request.guidance
        guidance.scale = hires.cfgScale ?? guidance.scale
        return PassDraft(
            source: source,
            size: PixelSize(width: size.upscaled.width, height: size.upscaled.height),
            latentSize: PixelSize(
                width: size.latentColumns.count, height: size.latentRows.count),
            steps: steps.steps, scheduleSteps: steps.scheduleSteps,
            denoisingStrength: hires.denoisingStrength,
            sampling: try Sampling(
                request, sampler: hires.sampler.named ?? first.sampling.sampler.name,
                scheduler: hires.scheduler.named ?? first.sampling.requested.name,
                guidance: guidance, dtype: dtype(request)))
    }

    private func hop(
        _ request: GenerationRequest, from first: PassSource, to second: PassSource?
    ) throws -> HopPlan? {
        guard let hires = request.hires, let second else { return nil }
        let size = try HiresSize(
            first: (request.width, request.height), scale: hires.scale, resizeX: hires.resizeX,
            resizeY: hires.resizeY)
        return try HopPlan(
            hires, from: first.architecture, to: second.architecture, size: size)
    }
}

extension String? {
    /// The name, unless it is empty or the web UI's word for "as in the first pass".
    var named: String? {
        guard let self, !self.isEmpty, !self.hasPrefix("Use same ") else { return nil }
        return self
    }
}
