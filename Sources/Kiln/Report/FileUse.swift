/// What a model file can be used for, in words.
struct FileUse {
    /// Whether something that runs takes it.
    let isUsable: Bool
    /// The use, or why there is none.
    let text: String
    /// The families whose passes take it.
    let families: [String]

    /// The use of a checkpoint that has all it needs.
    static let either = "either pass"

    private init(_ text: String, for families: [Architecture]) {
        self.text = text
        self.families = families.map(\.title)
        isUsable = true
    }

    private init(not why: String) {
        text = why
        families = []
        isUsable = false
    }

    private static func not(_ why: String) -> FileUse { FileUse(not: why) }

    /// The use of a fingerprint's file.
    ///
    /// - Parameter name: by which prompts ask for it: the file's without extension.
    init(of fingerprint: Fingerprint, named name: String) {
        switch fingerprint.kind {
        case .checkpoint, .denoiser: self = Self.denoiser(fingerprint)
        case .vae, .textEncoder, .modules: self = Self.module(fingerprint.components)
        case .lora(let facts): self = Self.lora(facts, name)
        case .embedding(let facts): self = Self.embedding(facts, name)
        case .upscaler, .control, .hypernetwork, .other: self = .not("known, does not run yet")
        case .unknown: self = .not("nothing known is in it")
        }
    }

    private static func denoiser(_ fingerprint: Fingerprint) -> FileUse {
        guard let architecture = fingerprint.architecture else {
            return .not("known, does not run yet")
        }
        var missing = fingerprint.vae == nil ? ["a VAE"] : []
        if let wanted = fingerprint.missingEncoders { missing.append(wanted) }
        let use = fingerprint.inputs == .editing ? "img2img" : either
        return missing.isEmpty
            ? FileUse(use, for: [architecture])
            : FileUse(
                "\(use), with \(missing.joined(separator: " and ")) as module",
                for: [architecture])
    }

    private static func module(_ components: [Component]) -> FileUse {
        let families = Architecture.all.filter { family in
            components.contains { family.takes($0) }
        }
        guard !families.isEmpty else { return .not(strangers(components)) }
        return FileUse(
            "module for \(families.map(\.title).joined(separator: ", "))", for: families)
    }

    private static func strangers(_ components: [Component]) -> String {
        let isFlux = components.contains {
            $0.kind.isT5 || $0.kind == .vae && $0.width == 16
        }
        return isFlux ? "for Flux and SD 3, which do not run yet" : "fits no family that runs"
    }

    private static func lora(_ facts: LoraFacts, _ name: String) -> FileUse {
        guard let family = facts.family else {
            return FileUse("prompt: <lora:\(name):1>", for: Architecture.all)
        }
        let families = Architecture.all.filter { $0.title == family }
        return families.isEmpty
            ? .not("for \(family), which does not run yet")
            : FileUse("\(family) prompt: <lora:\(name):1>", for: families)
    }

    private static func embedding(_ facts: EmbeddingFacts, _ name: String) -> FileUse {
        guard let family = facts.family else { return .not("fits no text encoder that is known") }
        let families = Architecture.all.filter { $0.title == family }
        return families.isEmpty
            ? .not("for \(family), which does not run yet")
            : FileUse("\(family) prompt: \(name)", for: families)
    }
}

extension Architecture {
    /// Whether a published model of the family has a place for a component of this width.
    fileprivate func takes(_ component: Component) -> Bool {
        if component.kind == .vae { return component.width == latentSpace.channels }
        guard component.kind.isCLIP else { return false }
        return encoders.contains { $0.role.width == component.width }
    }
}

extension EncoderRole {
    /// The width of the published encoder.
    package var width: Int {
        switch self {
        case .clipL: 768
        case .clipG: 1280
        case .clipH: 1024
        }
    }
}

extension Fingerprint {
    /// The text encoders that the family takes and the file lacks, in words.
    var missingEncoders: String? {
        guard let architecture else { return nil }
        let clips = encoders.count(where: \.kind.isCLIP)
        if clips >= architecture.encoders.count { return nil }
        let roles = architecture.encoders.map(\.role.rawValue).joined(separator: " and ")
        return clips == 0 ? roles : "a second text encoder"
    }
}
