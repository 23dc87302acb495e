import Checkpoints

/// One model inside a file: which one, where its keys begin, what it weighs.
public struct Component: Sendable, Hashable, Encodable {
    /// What the model is.
    public let kind: Kind
    /// The part of every key before the model's own names; empty for a file of its own.
    public let prefix: String
    /// The most frequent element type by bytes.
    public let type: String
    /// Bytes of all its tensors in the file.
    public let bytes: Int
    /// What identifies the variant: latent channels of a VAE, width of a text encoder, context
    /// width of a UNet.
    public let width: Int

    /// The kinds of model that a file may hold.
    public enum Kind: String, Sendable, Hashable, Encodable {
        case unet = "UNet"
        case vae = "VAE"
        /// A text encoder with Hugging Face's names (`text_model.encoder.layers…`).
        case huggingFaceText = "text encoder (Hugging Face layout)"
        /// A text encoder with OpenCLIP's names (`transformer.resblocks…`).
        case openCLIPText = "text encoder (OpenCLIP layout)"

        /// Whether this is a text encoder.
        public var isText: Bool { self == .huggingFaceText || self == .openCLIPText }
    }
}

extension Component {
    /// The models in a file, by the keys that only they have, UNet first.
    static func all(in file: CheckpointFile) -> [Component] {
        let tally = PrefixTally(file)
        return landmarks.compactMap { landmark in
            guard let info = file.tensors[landmark.prefix + landmark.key],
                info.shape.count > landmark.axis
            else { return nil }
            let (bytes, type) = tally.sum(below: landmark.prefix)
            return Component(
                kind: landmark.kind, prefix: landmark.prefix, type: type, bytes: bytes,
                width: width(of: landmark, info: info, in: file))
        }
    }

    private static func width(
        of landmark: Landmark, info: TensorInfo, in file: CheckpointFile
    ) -> Int {
        guard landmark.kind == .unet else { return info.shape[landmark.axis] }
        return contextWidth(prefix: landmark.prefix, in: file) ?? 0
    }

    /// Columns of the first cross-attention key projection: the width of the text context.
    private static func contextWidth(prefix: String, in file: CheckpointFile) -> Int? {
        let keys = file.tensors.keys.filter {
            $0.hasPrefix(prefix) && $0.hasSuffix("attn2.to_k.weight")
        }
        guard let key = keys.min(), let shape = file.tensors[key]?.shape, shape.count == 2 else {
            return nil
        }
        return shape[1]
    }
}

/// A key whose presence says that a model is there.
private struct Landmark {
    let kind: Component.Kind
    let prefix: String
    let key: String
    /// The dimension of that tensor which is the model's width.
    let axis: Int
}

private let landmarks: [Landmark] =
    ["model.diffusion_model.", ""].map {
        Landmark(kind: .unet, prefix: $0, key: "input_blocks.0.0.weight", axis: 1)
    }
    + ["first_stage_model.", "vae.", ""].map {
        Landmark(kind: .vae, prefix: $0, key: "decoder.conv_in.weight", axis: 1)
    }
    + [
        "cond_stage_model.transformer.", "conditioner.embedders.0.transformer.",
        "text_encoders.clip_l.transformer.", "text_encoders.clip_g.transformer.", "",
    ].flatMap { prefix in
        ["text_model.encoder", "encoder"].map {
            Landmark(
                kind: .huggingFaceText, prefix: prefix, key: $0 + ".layers.0.layer_norm1.weight",
                axis: 0)
        }
    }
    + [
        "cond_stage_model.model.", "conditioner.embedders.1.model.",
        "conditioner.embedders.0.model.", "",
    ].map {
        Landmark(
            kind: .openCLIPText, prefix: $0, key: "transformer.resblocks.0.ln_1.weight", axis: 0)
    }

/// Bytes and types below the prefixes of a file, in one walk over its tensors.
private struct PrefixTally {
    private let tensors: [TensorInfo]

    init(_ file: CheckpointFile) { tensors = Array(file.tensors.values) }

    /// Bytes below a prefix and the type that holds most of them.
    func sum(below prefix: String) -> (bytes: Int, type: String) {
        var byType: [StoredType: Int] = [:]
        for tensor in tensors where tensor.name.hasPrefix(prefix) {
            byType[tensor.type, default: 0] += tensor.range.count
        }
        let most = byType.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
        return (byType.values.reduce(0, +), most?.key.rawValue ?? "?")
    }
}
