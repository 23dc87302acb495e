import Checkpoints

/// Models that no pass is made of, known by one key each.
enum OtherModels {
    /// The name of the model in a file, with its article.
    static func title(of file: CheckpointFile) -> String? {
        let keys = TensorLookup(file)
        return table.first { keys.hasAny($0.keys) }?.title
    }

    private static let table: [(title: String, keys: [String])] = [
        (
            "a tiny autoencoder (TAESD)",
            [
                "taesd_decoder.1.weight", "decoder.layers.0.weight", "encoder.layers.0.weight",
                "decoder.1.weight", "3.conv.0.weight",
            ]
        ),
        ("a Stable Cascade VAE (stage A)", ["vquantizer.codebook.weight"]),
        ("a Wan or Qwen-Image VAE", ["decoder.middle.0.residual.0.gamma"]),
        ("a Hunyuan Video VAE", ["decoder.conv_in.conv.weight"]),
        (
            "a CLIP vision encoder",
            [
                "vision_model.encoder.layers.0.layer_norm1.weight",
                "visual.transformer.resblocks.0.ln_1.weight",
                "image_encoder/vision_model.encoder.layers.0.layer_norm1.weight",
            ]
        ),
        (
            "a motion module (AnimateDiff)",
            [
                "down_blocks.0.motion_modules.0.temporal_transformer.proj_in.weight",
                "down_blocks.0.motion_modules.0.temporal_transformer.norm.weight",
            ]
        ),
        ("a Flux Redux adapter", ["redux_up.weight"]),
        (
            "a language model",
            ["model.layers.0.self_attn.q_proj.weight", "blk.0.attn_q.weight"]
        ),
        ("a safety checker", ["concept_embeds"]),
    ]
}
