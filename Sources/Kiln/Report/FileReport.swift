import Checkpoints
public import Samplers

/// What a model file is and can be used for, in words and as JSON.
public struct FileReport: Sendable, Encodable {
    /// The file's name.
    public let file: String
    /// Its size in bytes.
    public let bytes: Int
    /// Number of tensors.
    public let tensors: Int
    /// What kind of file it is, in one word.
    public let kind: String
    /// The family, or what else the file is.
    public let architecture: String
    /// What it can be used for, or why for nothing.
    public let use: String
    /// Whether something that runs takes it.
    public let isUsable: Bool
    /// The families whose passes take it, in the order of ``Architecture/all``.
    public let families: [String]
    /// How its UNet's output is read.
    public let prediction: PredictionType?
    /// Whether its makers say that its noise schedule ends in pure noise.
    public let zeroTerminalSNR: Bool
    /// The latent space of its denoiser.
    public let latentSpace: String?
    /// The multiple that the family's widths and heights are rounded down to, in pixels.
    public let sizeMultiple: Int?
    /// The width and height that the family was trained for, in pixels; `nil` where that is not known.
    public let nativeSize: Int?
    /// The schedule that "Automatic" stands for, where the sampler does not choose it: of flow models.
    public let schedule: String?
    /// How most of its tensors are stored.
    public let type: String?
    /// The models in it.
    public let components: [Component]
    /// What its makers wrote into the header.
    public let metadata: [String: String]

    /// Whether it is a checkpoint or a denoiser of a family that runs.
    package var runs: Bool { isUsable && prediction != nil }
    /// Whether it makes pictures of prompts without a module.
    package var runsAlone: Bool { runs && use == FileUse.either }

    /// The report of a fingerprint.
    public init(_ fingerprint: Fingerprint) {
        file = fingerprint.file.name
        bytes = fingerprint.file.byteCount
        tensors = fingerprint.file.tensors.count
        kind = fingerprint.kind.id
        architecture = fingerprint.summary
        let use = FileUse(of: fingerprint, named: fingerprint.file.stem)
        self.use = use.text
        isUsable = use.isUsable
        families = use.families
        prediction = fingerprint.prediction
        zeroTerminalSNR = fingerprint.zeroTerminalSNR
        let latents = fingerprint.architecture?.latentSpace ?? fingerprint.flow?.latentSpace
        latentSpace = latents?.name
        sizeMultiple = fingerprint.architecture?.sizeMultiple ?? fingerprint.flow?.sizeMultiple
        nativeSize = fingerprint.architecture?.nativeSize
        schedule = fingerprint.flow?.schedule.label
        type =
            fingerprint.components.max { $0.bytes < $1.bytes }?.type
            ?? Self.mostFrequent(fingerprint.file)
        components = fingerprint.components
        metadata = fingerprint.file.metadata
    }

    private static func mostFrequent(_ file: CheckpointFile) -> String? {
        var bytes: [String: Int] = [:]
        for info in file.tensors.values { bytes[info.storage, default: 0] &+= info.range.count }
        return bytes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    /// The report as lines for a terminal.
    public var text: String {
        var lines = ["\(file): \(architecture)", "  use            \(use)"]
        if let prediction {
            lines.append(
                "  prediction     \(prediction)" + (zeroTerminalSNR ? ", zero terminal SNR" : ""))
        }
        if let latentSpace { lines.append("  latent space   \(latentSpace)") }
        if let sizeMultiple { lines.append("  sizes          multiples of \(sizeMultiple)") }
        if let schedule { lines.append("  schedule       \(schedule), of a flow") }
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
        case .unet, .transformer: width == 0 ? "context unknown" : "context of width \(width)"
        case .vae: "\(width) latent channels"
        case .huggingFaceText, .openCLIPText, .t5, .ggufT5:
            "width \(width), \(layers ?? 0) layers"
        }
    }
}
