public import Checkpoints
public import Samplers

/// What a model file is, read from its header alone.
public struct Fingerprint: Sendable {
    /// The file that was read.
    public let file: CheckpointFile
    /// What the file is for.
    public let kind: FileKind
    /// The models in it, denoisers first.
    public let components: [Component]
    /// What its denoiser is, if it has one.
    public let model: Model
    /// What is known of its denoiser's family, if that is one of flow models, which do not run yet.
    public let flow: FlowFamily?
    /// The name of a family's sibling that runs as the family does: "SSD-1B".
    public let variant: String?
    /// What its UNet takes beside the noisy latent.
    public let inputs: UNetInputs
    /// How its UNet's output is to be read; `nil` without a runnable UNet.
    public let prediction: PredictionType?
    /// Whether its makers say that it was trained with a noise schedule that ends in pure noise.
    public let zeroTerminalSNR: Bool

    /// The verdict on the file's denoiser.
    public enum Model: Sendable, Equatable {
        /// A family that runs.
        case runs(Architecture)
        /// A denoiser that is known by name and does not run yet, with its name and article.
        case known(String)
        /// No denoiser in the file.
        case none
    }

    /// Reads what the file's header says.
    public init(_ file: CheckpointFile) {
        let keys = TensorLookup(file)
        let control = ControlFacts(file)
        let transformer = control == nil ? TransformerFamily.find(in: keys) : nil
        let walk = ComponentWalk(
            file, transformer: transformer.map { ($0.prefix, context: $0.context) })
        var verdict = UNetVerdict(.none)
        if let transformer {
            verdict = UNetVerdict(.known(transformer.title))
        } else if control == nil, let attention = walk.transformers.first,
            let unet = walk.components.first(where: { $0.kind == .unet })
        {
            verdict = UNetVerdict(unet, attention, in: keys)
        }
        self.init(file, walk.components, verdict, control: control, flow: transformer?.flow)
    }

    private init(
        _ file: CheckpointFile, _ components: [Component], _ verdict: UNetVerdict,
        control: ControlFacts?, flow: FlowFamily?
    ) {
        self.file = file
        self.components = components
        model = verdict.model
        variant = verdict.variant
        inputs = verdict.inputs
        self.flow = flow
        kind = control.map(FileKind.control) ?? FileKind(file, components)
        zeroTerminalSNR = PredictionReading.endsInNoise(file)
        prediction =
            if case .runs(let architecture) = verdict.model {
                PredictionReading.prediction(of: file, architecture, components)
            } else {
                nil
            }
    }

    /// The family, if it runs.
    public var architecture: Architecture? {
        if case .runs(let architecture) = model { architecture } else { nil }
    }

    /// The UNet in the file.
    public var unet: Component? { components.first { $0.kind == .unet } }
    /// The VAE in the file.
    public var vae: Component? { components.first { $0.kind == .vae } }
    /// The text encoders in the file.
    public var encoders: [Component] { components.filter(\.kind.isText) }

    /// Channels of the size and pooled-text vector that the UNet takes; `nil` if it takes none.
    package var vectorWidth: Int? {
        guard let unet else { return nil }
        let keys = TensorLookup(file, below: unet.prefix)
        return UNetStructure.vectorKeys.lazy.compactMap { keys.size($0, axis: 1) }.first
    }
}

extension FileKind {
    /// What a file is for that is no ControlNet or such.
    fileprivate init(_ file: CheckpointFile, _ components: [Component]) {
        if components.contains(where: \.kind.isDenoiser) {
            self = components.count == 1 ? .denoiser : .checkpoint
        } else if !components.isEmpty {
            let vaes = components.count { $0.kind == .vae }
            self = vaes == 0 ? .textEncoder : vaes == components.count ? .vae : .modules
        } else if let lora = LoraFacts(file) {
            self = .lora(lora)
        } else if let embedding = EmbeddingFacts(file) {
            self = .embedding(embedding)
        } else if let upscaler = UpscalerFacts(file) {
            self = .upscaler(upscaler)
        } else if let title = OtherModels.title(of: file) {
            self = .other(title)
        } else {
            self = Self.hypernetwork(file) ?? .unknown
        }
    }

    /// Hypernetworks hold two small networks for each width of the text or the UNet.
    private static func hypernetwork(_ file: CheckpointFile) -> FileKind? {
        let keys = TensorLookup(file)
        let widths = [768, 1024, 320, 640, 1280].filter {
            keys.has("\($0).0.linear.0.weight") || keys.has("\($0).0.linear1.weight")
        }
        return widths.first.map { .hypernetwork(width: [768, 1024].contains($0) ? $0 : nil) }
    }
}
