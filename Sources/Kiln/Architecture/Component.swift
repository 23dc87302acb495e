public import Checkpoints

/// One model inside a file: which one, where its keys begin, how they are named, what it weighs.
public struct Component: Sendable, Hashable {
    /// What the model is.
    public let kind: Kind
    /// The part of every key before the model's own names; empty for a file of its own.
    public let prefix: String
    /// How the names after the prefix are spelt.
    public let dialect: Dialect
    /// How most of its bytes are stored: an element type or a quantised block; two of them
    /// ("Q4_K + F16"), if the second holds a tenth of the bytes or more.
    public let type: String
    /// Bytes of all its tensors in the file.
    public let bytes: Int
    /// What identifies the variant: latent channels of a VAE, width of a text encoder, context
    /// width of a UNet or transformer; 0 where the file does not tell.
    public let width: Int
    /// Layers of a text encoder; `nil` for other models.
    public let layers: Int?

    /// The kinds of model that a file may hold.
    public enum Kind: String, Sendable, Hashable, Encodable {
        case unet = "UNet"
        /// A denoiser without a UNet's levels: MMDiT, Flux and their relatives.
        case transformer = "transformer"
        case vae = "VAE"
        /// A text encoder with Hugging Face's names (`text_model.encoder.layers…`).
        case huggingFaceText = "text encoder (Hugging Face layout)"
        /// A text encoder with OpenCLIP's names (`transformer.resblocks…`).
        case openCLIPText = "text encoder (OpenCLIP layout)"
        /// A T5 encoder with Hugging Face's names (`encoder.block.0.layer.0.SelfAttention…`).
        case t5 = "T5 text encoder"
        /// A T5 encoder with llama.cpp's names (`enc.blk.0.attn_k…`).
        case ggufT5 = "T5 text encoder (GGUF layout)"

        /// Whether this is one of CLIP's text encoders.
        public var isCLIP: Bool { self == .huggingFaceText || self == .openCLIPText }
        /// Whether this is one of T5's text encoders.
        public var isT5: Bool { self == .t5 || self == .ggufT5 }
        /// Whether this is a text encoder.
        public var isText: Bool { isCLIP || isT5 }
        /// Whether this takes noise off latents.
        public var isDenoiser: Bool { self == .unet || self == .transformer }
    }
}

extension Component: Encodable {
    private enum Key: String, CodingKey {
        case kind, prefix, naming, type, bytes, width, layers
    }

    /// Encodes all but the dialect's tables, of which the name is enough.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(prefix, forKey: .prefix)
        try container.encode(dialect.kind.rawValue, forKey: .naming)
        try container.encode(type, forKey: .type)
        try container.encode(bytes, forKey: .bytes)
        try container.encode(width, forKey: .width)
        try container.encodeIfPresent(layers, forKey: .layers)
    }
}

extension Component {
    /// Whether a tensor of the file is one of this model's: it lies below the prefix, and the word
    /// after it is one that such models begin with. What else lies there (a CLIP's half for
    /// pictures, a training loss, tables of positions that count 0, 1, 2, …) is not.
    package func owns(_ name: String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        return roots.own(name.utf8.dropFirst(prefix.utf8.count))
    }

    /// The tensor's name below the prefix in the original naming, without a Hugging Face text
    /// encoder's `text_model.`, which old files leave out: the same for the same tensor of the same
    /// model in any file.
    package func canonicalName(_ name: String) -> String {
        let own = String(name.dropFirst(prefix.count))
        if kind == .huggingFaceText, own.hasPrefix("text_model.") {
            return String(own.dropFirst("text_model.".count))
        }
        return dialect.original(own) ?? own
    }

    private var roots: ModelRoots { ModelRoots.of(kind, dialect.kind) }
}
