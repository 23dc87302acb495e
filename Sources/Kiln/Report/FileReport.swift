import Checkpoints
import Samplers

/// What a model file is, in words and as JSON.
public struct FileReport: Sendable, Encodable {
    /// The file's name.
    public let file: String
    /// Its size in bytes.
    public let bytes: Int
    /// Number of tensors.
    public let tensors: Int
    /// The family, or what else the file is.
    public let architecture: String
    /// How its UNet's output is read.
    public let prediction: String?
    /// The latent space of its denoiser.
    public let latentSpace: String?
    /// The models in it.
    public let components: [Component]
    /// What its makers wrote into the header.
    public let metadata: [String: String]

    /// The report of a fingerprint.
    public init(_ fingerprint: Fingerprint) {
        file = fingerprint.file.name
        bytes = fingerprint.file.byteCount
        tensors = fingerprint.file.tensors.count
        architecture = fingerprint.summary
        prediction = fingerprint.prediction?.description
        latentSpace = fingerprint.architecture?.latentSpace.name
        components = fingerprint.components
        metadata = fingerprint.file.metadata
    }

    /// The report as lines for a terminal.
    public var text: String {
        var lines = ["\(file): \(architecture)"]
        if let prediction { lines.append("  prediction     \(prediction)") }
        if let latentSpace { lines.append("  latent space   \(latentSpace)") }
        lines += components.map { component in
            "  \(component.kind.rawValue): \(component.widthText), \(component.type), "
                + ByteCount.text(component.bytes)
        }
        lines.append("  \(tensors) tensors, \(ByteCount.text(bytes))")
        lines += metadata.sorted { $0.key < $1.key }.map { key, value in
            "  \(key): \(value.count > 100 ? value.prefix(100) + "…" : value[...])"
        }
        return lines.map(\.printable).joined(separator: "\n")
    }
}

extension Component {
    fileprivate var widthText: String {
        switch kind {
        case .unet: "context of width \(width)"
        case .vae: "\(width) latent channels"
        case .huggingFaceText, .openCLIPText: "width \(width)"
        }
    }
}

extension Fingerprint {
    /// What the file is, in a few words.
    public var summary: String {
        switch model {
        case .runs(let architecture):
            let missing = [vae == nil ? "VAE" : nil, encoders.isEmpty ? "text encoder" : nil]
                .compactMap { $0 }
            return missing.isEmpty
                ? "\(architecture.title) checkpoint"
                : "\(architecture.title) checkpoint without \(missing.joined(separator: " and "))"
        case .known(let what): return what
        case .none:
            let kinds = components.map(\.kind.rawValue)
            return kinds.isEmpty ? "no model that is known" : kinds.joined(separator: " and ")
        }
    }
}
