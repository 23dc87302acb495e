import Checkpoints

/// The first words of the names that one kind of model has.
struct ModelRoots {
    /// The words; empty if any word is the model's.
    private let words: [String]

    private static let denoiser = ModelRoots(words: [
        "input_blocks", "middle_block", "output_blocks", "time_embed", "label_emb", "out",
    ])
    private static let diffusersUNet = ModelRoots(words: [
        "down_blocks", "mid_block", "up_blocks", "conv_in", "conv_out", "conv_norm_out",
        "time_embedding", "add_embedding", "class_embedding",
    ])
    private static let vae = ModelRoots(words: [
        "encoder", "decoder", "quant_conv", "post_quant_conv",
    ])
    private static let huggingFace = ModelRoots(words: [
        "text_model", "encoder", "embeddings", "final_layer_norm", "text_projection",
    ])
    private static let openCLIP = ModelRoots(words: [
        "transformer", "token_embedding", "positional_embedding", "ln_final", "text_projection",
    ])
    private static let t5 = ModelRoots(words: ["shared", "encoder"])
    private static let ggufT5 = ModelRoots(words: ["enc", "token_embd"])
    private static let any = ModelRoots(words: [])

    /// The words that a model's names begin with.
    static func of(_ kind: Component.Kind, _ dialect: Dialect.Kind) -> ModelRoots {
        switch kind {
        case .unet: dialect == .original ? denoiser : diffusersUNet
        case .transformer: any
        case .vae: vae
        case .huggingFaceText: huggingFace
        case .openCLIPText: openCLIP
        case .t5: t5
        case .ggufT5: ggufT5
        }
    }

    /// Whether a name, its prefix taken off, is one of the model's.
    func own(_ name: Substring.UTF8View) -> Bool {
        guard !words.isEmpty else { return true }
        guard
            words.contains(where: { word in
                name.starts(with: word.utf8)
                    && (name.count == word.utf8.count
                        || name[name.index(name.startIndex, offsetBy: word.utf8.count)]
                            == UInt8(ascii: "."))
            })
        else { return false }
        return !name.suffix(12).elementsEqual("position_ids".utf8)
    }
}
