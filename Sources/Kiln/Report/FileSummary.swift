extension Fingerprint {
    /// What the file is, in a few words.
    public var summary: String {
        switch kind {
        case .checkpoint, .denoiser: denoiserSummary
        case .vae: vaeSummary
        case .textEncoder: encoders.map(\.encoderTitle).joined(separator: " and ")
        case .modules: "VAE and " + encoders.map(\.encoderTitle).joined(separator: " and ")
        case .lora(let facts): facts.summary
        case .embedding(let facts): facts.summary
        case .upscaler(let facts): facts.summary
        case .control(let facts): facts.summary
        case .hypernetwork(let width):
            "hypernetwork" + (FamilyWidth.title(width).map { " for \($0)" } ?? "")
        case .other(let title): title
        case .unknown: "no model that is known"
        }
    }

    private var denoiserSummary: String {
        switch model {
        case .runs(let architecture):
            let family = variant.map { "\($0) (\(architecture.title))" } ?? architecture.title
            let name = family + inputs.adjective
            if kind == .denoiser { return "\(name) UNet" }
            let missing = [vae == nil ? "VAE" : nil, missingEncoders].compactMap { $0 }
            return missing.isEmpty
                ? "\(name) checkpoint"
                : "\(name) checkpoint without \(missing.joined(separator: " and "))"
        case .known(let what): return what
        case .none: return "no model that is known"
        }
    }

    private var vaeSummary: String {
        let channels = vae?.width ?? 0
        let families =
            switch channels {
            case 4: "SD 1.x, SD 2.x or SDXL"
            case 16: "Flux or SD 3"
            case 32: "Flux.2"
            default: "\(channels) latent channels"
            }
        return "VAE for \(families)".replacing("for \(channels) ", with: "with \(channels) ")
    }
}

extension UNetInputs {
    /// What a model of such a UNet is called, before its noun.
    fileprivate var adjective: String {
        switch self {
        case .latent: ""
        case .inpainting: " inpainting"
        case .editing: " editing"
        }
    }
}

extension Component {
    /// A text encoder's name, by its width.
    var encoderTitle: String {
        if kind.isT5 { return width == 4096 ? "T5-XXL" : "T5 of width \(width)" }
        let name =
            switch width {
            case 768: "CLIP-L"
            case 1024: "OpenCLIP-H"
            case 1280: "OpenCLIP-G"
            default: "CLIP of width \(width)"
            }
        return "\(name) text encoder"
    }
}

extension LoraFacts {
    fileprivate var summary: String {
        let kind = kinds.joined(separator: " + ")
        return kind + (family.map { " for \($0)" } ?? "") + (rank.map { ", rank \($0)" } ?? "")
    }
}

extension EmbeddingFacts {
    fileprivate var summary: String {
        let target = family.map { " for \($0)" } ?? " of width \(width)"
        return "embedding\(target), \(vectors) " + (vectors == 1 ? "vector" : "vectors")
    }
}

extension UpscalerFacts {
    fileprivate var summary: String {
        switch scale {
        case nil: "\(family) upscaler"
        case 1?: "\(family) restorer"
        case let scale?: "\(family) upscaler ×\(scale)"
        }
    }
}

extension ControlFacts {
    fileprivate var summary: String { title + (family.map { " for \($0)" } ?? "") }
}
