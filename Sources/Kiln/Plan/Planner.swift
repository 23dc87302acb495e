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
    /// - Throws: `PlanError`, `ModelFolderError`, `CheckpointError`, `AdapterError` or
    ///   `SamplerError`, each with the reason and what would be right. Nothing has run then, and no
    ///   weight was read.
    public func plan(_ request: GenerationRequest) throws -> Plan {
        try RequestRules.check(request)
        let resolver = SourceResolver(folder: folder)
        let first = try resolver.first(request)
        let second = try request.hires.map { try resolver.hires($0, after: first) }
        let hop = try hop(request, from: first, to: second)
        var texts = TextResolution(
            request, folder: folder, sources: [first, second].compactMap { $0 })
        let images = try texts.images()
        var passes = [try firstPass(request, first).plan(texts: &texts, of: 0, in: images)]
        if let second, let hop, let hires = request.hires {
            let draft = try hiresPass(hires, request, second, hop: hop, first: passes[0])
            passes.append(try draft.plan(texts: &texts, of: 1, in: images))
        }
        return Plan(
            passes: passes, hop: hop, images: images, batchSize: request.batchSize,
            noise: try NoiseSource(named: request.rng), clipSkip: request.clipSkip,
            savesBeforeHires: request.savesBeforeHires && hop != nil,
            device: try device(request),
            notes: first.notes + (second?.notes ?? []) + texts.notes)
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
        return PassDraft(
            source: source, size: size,
            latentSize: size.cells(of: source.architecture.latentSpace.downsampling),
            steps: request.steps, scheduleSteps: request.steps, denoisingStrength: nil,
            sampling: try Sampling(
                sampler: request.sampler, scheduler: request.scheduler,
                cfgScale: request.cfgScale, dtype: dtype(request)))
    }

    private func hiresPass(
        _ hires: HiresRequest, _ request: GenerationRequest, _ source: PassSource, hop: HopPlan,
        first: PassPlan
    ) throws -> PassDraft {
        let steps = HiresSteps(
            steps: hires.steps > 0 ? hires.steps : request.steps,
            denoisingStrength: hires.denoisingStrength)
        let size = hop.size
        return PassDraft(
            source: source,
            size: PixelSize(width: size.upscaled.width, height: size.upscaled.height),
            latentSize: PixelSize(
                width: size.latentColumns.count, height: size.latentRows.count),
            steps: steps.steps, scheduleSteps: steps.scheduleSteps,
            denoisingStrength: hires.denoisingStrength,
            sampling: try Sampling(
                sampler: hires.sampler.named ?? first.sampler.name,
                scheduler: hires.scheduler.named ?? first.requestedSchedule.name,
                cfgScale: hires.cfgScale ?? request.cfgScale, dtype: dtype(request)))
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
    fileprivate var named: String? {
        guard let self, !self.isEmpty, !self.hasPrefix("Use same ") else { return nil }
        return self
    }
}
