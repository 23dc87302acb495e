import Checkpoints

/// Which file each part of a pass comes from: the checkpoint's own parts, with modules in the place
/// of those they fit.
struct ModuleResolution {
    let architecture: Architecture
    let checkpoint: Fingerprint
    let pass: PassPlan.Role
    /// Widths of the text encoders that the UNet reads, in the order of the family's slots.
    let widths: [Int]

    private var vae: PartPlan?
    private var encoders: [PartPlan?]
    private(set) var notes: [String] = []

    init(architecture: Architecture, checkpoint: Fingerprint, pass: PassPlan.Role) {
        self.architecture = architecture
        self.checkpoint = checkpoint
        self.pass = pass
        widths = Self.encoderWidths(architecture, checkpoint)
        encoders = Array(repeating: nil, count: architecture.encoders.count)
    }

    /// With one encoder the context is its output; with two, the pooled text in the vector gives
    /// the second's width, and the rest of the context is the first's.
    private static func encoderWidths(
        _ architecture: Architecture, _ checkpoint: Fingerprint
    ) -> [Int] {
        let context = checkpoint.unet?.width ?? 0
        guard architecture.encoders.count == 2, let vector = checkpoint.vectorWidth else {
            return [context]
        }
        // Widths come from the file's header, which may say anything: they wrap rather than trap.
        let pooled = vector &- architecture.vector.sizeChannels
        return [context &- pooled, pooled]
    }

    /// Puts what a module holds in its place, as the person named it for this pass.
    ///
    /// - Throws: why a part of it has none.
    mutating func add(named module: Fingerprint) throws(PlanError) {
        guard !module.parts.isEmpty else { throw useless(module) }
        for component in module.parts { try place(component, of: module.file) }
    }

    /// Puts a module of the first pass in its place, after those that were named for this one. Where
    /// it has none, a note says why.
    ///
    /// What it was in the first pass decides: a VAE goes along within one latent space alone, since
    /// headers do not tell the VAEs of two spaces apart, and a text encoder into the same slot.
    ///
    /// - Parameter space: the latent space of the first pass.
    mutating func add(alongside part: PartPlan, of space: LatentSpace) {
        if let reason = obstacle(to: part, of: space) {
            notes.append(
                "the \(part.part.title) in \(part.file.name), a module of the first pass, is not used "
                    + "in the \(pass.rawValue): \(reason)")
        } else if part.part == .vae {
            vae = part
        } else if let slot = slot(of: part) {
            encoders[slot] = part
        }
    }

    /// Why a module of the first pass has no place here; `nil` if it has one.
    private func obstacle(to part: PartPlan, of space: LatentSpace) -> String? {
        if part.part == .vae {
            if let vae { return "\(vae.file.name) was given for it" }
            return architecture.latentSpace == space
                ? nil : "it is for latents of \(space.name), and \(architecture.title) has its own"
        }
        guard let slot = slot(of: part) else {
            return "\(checkpoint.file.name) takes \(slotList)"
        }
        if let encoder = encoders[slot] { return "\(encoder.file.name) was given for it" }
        return widths[slot] == part.component.width
            ? nil
            : "its width is \(part.component.width), and \(checkpoint.file.name) takes \(slotList)"
    }

    private func slot(of part: PartPlan) -> Int? {
        architecture.encoders.firstIndex { part.part == .encoder($0.role) }
    }

    private mutating func place(
        _ component: Component, of file: CheckpointFile
    ) throws(PlanError) {
        if component.kind == .vae {
            try check(component, in: file.name)
            try set(&vae, PartPlan(part: .vae, file: file, component: component, module: true))
        } else {
            let slot = try slot(for: component, in: file.name)
            try set(
                &encoders[slot],
                PartPlan(
                    part: .encoder(architecture.encoders[slot].role), file: file,
                    component: component, module: true))
        }
    }

    private func useless(_ module: Fingerprint) -> PlanError {
        .useless(module: module.file.name, holds: module.summary, family: architecture.title)
    }

    private func set(_ place: inout PartPlan?, _ part: PartPlan) throws(PlanError) {
        if let old = place {
            throw .duplicate(
                part: part.part.title, first: old.file.name, second: part.file.name)
        }
        place = part
    }

    private func check(_ vae: Component, in file: String) throws(PlanError) {
        let expected = architecture.latentSpace.channels
        guard vae.width == expected else {
            throw .foreignVAE(
                file: file, channels: vae.width, family: architecture.title, expected: expected)
        }
    }

    /// The slot whose width the encoder has; between slots of one width, the layout decides.
    private func slot(for encoder: Component, in file: String) throws(PlanError) -> Int {
        let fitting = widths.indices.filter { widths[$0] == encoder.width && encoder.kind.isCLIP }
        let usual = fitting.first {
            architecture.encoders[$0].role.usualLayout == encoder.kind
        }
        guard let slot = usual ?? fitting.first else {
            throw .foreignEncoder(
                file: file, width: encoder.width, checkpoint: checkpoint.file.name,
                fits: slotList)
        }
        return slot
    }

    private var slotList: String {
        zip(architecture.encoders, widths).map { "\($0.role.rawValue) of width \($1)" }
            .joined(separator: " and ")
    }

    /// The parts of the pass, those without a module taken from the checkpoint.
    func parts() throws(PlanError) -> (vae: PartPlan, encoders: [PartPlan]) {
        var chosen: [PartPlan] = []
        for slot in architecture.encoders.indices {
            if let module = encoders[slot] {
                chosen.append(module)
            } else {
                chosen.append(try ownEncoder(slot))
            }
        }
        guard let vae else { return (try ownVAE(), chosen) }
        return (vae, chosen)
    }

    private func ownVAE() throws(PlanError) -> PartPlan {
        guard let own = checkpoint.vae else {
            throw .missingVAE(
                pass: pass.rawValue, file: checkpoint.file.name, family: architecture.title)
        }
        try check(own, in: checkpoint.file.name)
        return PartPlan(part: .vae, file: checkpoint.file, component: own, module: false)
    }

    private func ownEncoder(_ slot: Int) throws(PlanError) -> PartPlan {
        let place = architecture.encoders[slot]
        let places = [place.prefix, place.folder]
        guard let own = checkpoint.encoders.first(where: { places.contains($0.prefix) }) else {
            throw .missingEncoder(
                pass: pass.rawValue, file: checkpoint.file.name, role: place.role.rawValue,
                width: widths[slot])
        }
        guard own.width == widths[slot] else {
            throw .foreignEncoder(
                file: checkpoint.file.name, width: own.width, checkpoint: checkpoint.file.name,
                fits: slotList)
        }
        return PartPlan(
            part: .encoder(place.role), file: checkpoint.file, component: own, module: false)
    }
}

extension Fingerprint {
    /// What the file can lend to a pass as a module.
    fileprivate var parts: [Component] { (vae.map { [$0] } ?? []) + encoders }
}

extension EncoderRole {
    /// The layout in which this encoder usually comes.
    fileprivate var usualLayout: Component.Kind {
        self == .clipL ? .huggingFaceText : .openCLIPText
    }
}

extension CheckpointFile {
    /// The file's own name, without its folders.
    package var name: String { String(path.split(separator: "/").last ?? "") }

    /// The file's name without its extension.
    package var stem: String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }
}
