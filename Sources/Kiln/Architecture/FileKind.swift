/// What a model file is for.
public enum FileKind: Sendable, Hashable {
    /// A denoiser with a VAE, a text encoder or both.
    case checkpoint
    /// A denoiser alone.
    case denoiser
    /// A VAE alone.
    case vae
    /// Text encoders alone.
    case textEncoder
    /// VAE and text encoders without a denoiser.
    case modules
    /// A LoRA or one of its kin.
    case lora(LoraFacts)
    /// Words for a prompt, learnt by textual inversion.
    case embedding(EmbeddingFacts)
    /// A network that enlarges or repairs pictures.
    case upscaler(UpscalerFacts)
    /// What guides a denoiser by a picture, with its name: a ControlNet and its relatives.
    case control(ControlFacts)
    /// A change to a UNet's attention of the first web UIs.
    case hypernetwork(width: Int?)
    /// Some other model, with its name and article.
    case other(String)
    /// Nothing known.
    case unknown

    /// The kind's name in JSON.
    public var id: String {
        switch self {
        case .checkpoint: "checkpoint"
        case .denoiser: "denoiser"
        case .vae: "vae"
        case .textEncoder: "textEncoder"
        case .modules: "modules"
        case .lora: "lora"
        case .embedding: "embedding"
        case .upscaler: "upscaler"
        case .control: "control"
        case .hypernetwork: "hypernetwork"
        case .other: "other"
        case .unknown: "unknown"
        }
    }
}

/// A LoRA's kinds and target, from its header.
public struct LoraFacts: Sendable, Hashable {
    /// The kinds of its changes: "LoRA", "LoHa".
    public let kinds: [String]
    /// The rank of most of its thin matrices.
    public let rank: Int?
    /// The family it changes: "SDXL".
    public let family: String?
}

/// A textual inversion's size and target.
public struct EmbeddingFacts: Sendable, Hashable {
    /// Vectors, which is how many tokens of a prompt it takes.
    public let vectors: Int
    /// Channels of a vector; of a pair for two encoders, of both together.
    public let width: Int
    /// The family whose text encoders have this width.
    public let family: String?
}

/// The network of an upscaler.
public struct UpscalerFacts: Sendable, Hashable {
    /// Its architecture: "ESRGAN".
    public let family: String
    /// The factor it enlarges by, if the header tells.
    public let scale: Int?
}

/// What guides a denoiser by a picture.
public struct ControlFacts: Sendable, Hashable {
    /// What it is: "ControlNet", "IP-Adapter".
    public let title: String
    /// The family it guides.
    public let family: String?
}

/// The families by the width of the text that their denoisers attend to.
enum FamilyWidth {
    /// "SD 1.x" for 768, and so on.
    static func title(_ context: Int?) -> String? {
        switch context {
        case 768: "SD 1.x"
        case 1024: "SD 2.x"
        case 1280: "SDXL refiner"
        case 2048: "SDXL"
        case 4096: "Flux or SD 3"
        default: nil
        }
    }
}
