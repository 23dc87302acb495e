import Checkpoints
import Samplers

/// A pass's checkpoint with its parts, all checked against each other.
struct PassSource {
    let role: PassPlan.Role
    let entry: CheckpointEntry
    let fingerprint: Fingerprint
    let architecture: Architecture
    let prediction: PredictionType
    /// What the UNet takes beside the noisy latent.
    let inputs: UNetInputs
    let unet: PartPlan
    let vae: PartPlan
    let encoders: [PartPlan]
    /// The choice of modules as an infotext has it.
    let choice: [String]
    let notes: [String]

    /// The parts that are modules, in the plan's order.
    var modules: [PartPlan] { ([vae] + encoders).filter(\.module) }
}

/// Finds the sources of a request's passes in a model folder.
struct SourceResolver {
    let folder: ModelFolder

    /// The first pass's checkpoint and modules.
    func first(_ request: GenerationRequest) throws -> PassSource {
        let named = try modules(ModuleChoice(first: request.modules).named)
        return try source(
            of: folder.checkpoint(named: request.checkpoint), role: .first,
            Modules(named: named, choice: named.map { $0.file.stem }))
    }

    /// The hires pass's checkpoint and modules.
    ///
    /// Without modules of its own the pass takes the first pass's where they fit ("Use same
    /// choices"); "Built-in" takes none.
    func hires(_ hires: HiresRequest, after first: PassSource) throws -> PassSource {
        let same = hires.checkpoint.map { $0.isEmpty || $0 == "Use same checkpoint" } ?? true
        let entry = same ? first.entry : try folder.checkpoint(named: hires.checkpoint)
        let choice = ModuleChoice(hires: hires.modules)
        let named = try modules(choice.named)
        let stems = named.map { $0.file.stem }
        let modules =
            switch choice {
            case .builtIn: Modules(named: [], choice: [ModuleChoice.builtInWord])
            case .listed: Modules(named: named, choice: stems)
            case .same:
                Modules(
                    named: named, alongside: first,
                    choice: [ModuleChoice.sameChoices] + stems)
            }
        return try source(of: entry, role: .hires, modules)
    }

    /// The checkpoint that takes over the first pass's last steps. It decodes nothing, so that it goes
    /// with the first pass's VAE.
    ///
    /// - Throws: `PlanError.foreignRefiner`, if its latents mean something else.
    func refiner(_ refiner: RefinerRequest, after first: PassSource) throws -> PassSource {
        let entry = try folder.checkpoint(named: refiner.checkpoint)
        let source = try source(
            of: entry, role: .refiner, Modules(named: [], vae: first, choice: []))
        guard source.architecture.latentSpace == first.architecture.latentSpace else {
            throw PlanError.foreignRefiner(
                file: entry.name, family: source.architecture.title,
                first: first.architecture.title)
        }
        return source
    }

    /// The modules of a pass: those named for it, the first pass whose modules come along as far as
    /// they fit, and how an infotext speaks of them.
    private struct Modules {
        let named: [Fingerprint]
        var alongside: PassSource?
        /// The pass whose VAE stands in for the checkpoint's own.
        var vae: PassSource?
        let choice: [String]
    }

    /// The modules that names mean, each file once.
    private func modules(_ names: [String]) throws -> [Fingerprint] {
        var paths: [String] = []
        for name in names {
            let path = try folder.module(named: name).path
            if !paths.contains(path) { paths.append(path) }
        }
        return try paths.map { Fingerprint(try CheckpointFile(opening: $0)) }
    }

    private func source(
        of entry: CheckpointEntry, role: PassPlan.Role, _ modules: Modules
    ) throws -> PassSource {
        let fingerprint = try Fingerprint(CheckpointFile(opening: entry.path))
        let (architecture, prediction, unet) = try runnable(fingerprint, in: role)
        var resolution = ModuleResolution(
            architecture: architecture, checkpoint: fingerprint, pass: role)
        for module in modules.named { try resolution.add(named: module) }
        if let first = modules.alongside {
            for part in first.modules {
                resolution.add(alongside: part, of: first.architecture.latentSpace)
            }
        }
        if let first = modules.vae {
            resolution.add(alongside: first.vae, of: architecture.latentSpace)
        }
        let parts = try resolution.parts()
        return PassSource(
            role: role, entry: entry, fingerprint: fingerprint, architecture: architecture,
            prediction: prediction, inputs: fingerprint.inputs,
            unet: PartPlan(part: .unet, file: fingerprint.file, component: unet, module: false),
            vae: parts.vae, encoders: parts.encoders,
            choice: modules.choice, notes: resolution.notes)
    }

    private func runnable(
        _ fingerprint: Fingerprint, in role: PassPlan.Role
    ) throws(PlanError) -> (Architecture, PredictionType, Component) {
        if case .known(let what) = fingerprint.model {
            throw .notRunnable(
                pass: role.rawValue, file: fingerprint.file.name,
                what: what + (fingerprint.flow.map { " with \($0.terms)" } ?? ""))
        }
        guard let architecture = fingerprint.architecture, let unet = fingerprint.unet,
            let prediction = fingerprint.prediction
        else {
            throw .noModel(
                pass: role.rawValue, file: fingerprint.file.name, holds: fingerprint.summary)
        }
        return (architecture, prediction, unet)
    }
}
