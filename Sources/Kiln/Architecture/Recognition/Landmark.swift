import Checkpoints

/// A key whose presence says that a model is there.
struct Landmark {
    let kind: Component.Kind
    /// Where the model may begin, the likeliest first. A file may hold it at several of them.
    let prefixes: [String]
    /// The key, after the prefix.
    let key: String
    /// The dimension of that tensor which is the model's width; `nil` where another tensor tells.
    var axis: Int?
    /// A key that says how the names are spelt, if they are not the original ones.
    var dialect: (key: String, kind: Dialect.Kind)?
    /// Keys with which it is something else.
    var excluding: [String] = []

    /// All landmarks, denoisers first.
    static let all: [Landmark] = denoisers + vaes + clips + t5s

    private static let denoiserPrefixes = [
        "model.diffusion_model.", "unet/", "diffusion_model.", "unet.", "",
    ]

    private static let denoisers = [
        Landmark(
            kind: .unet, prefixes: denoiserPrefixes, key: "input_blocks.0.0.weight",
            excluding: ["zero_convs.0.0.weight"]),
        Landmark(
            kind: .unet, prefixes: denoiserPrefixes, key: "down_blocks.0.resnets.0.conv1.weight",
            dialect: ("down_blocks.0.resnets.0.conv1.weight", .diffusersUNet),
            excluding: [
                "controlnet_cond_embedding.conv_in.weight", "controlnet_down_blocks.0.weight",
            ]
        ),
    ]

    private static let vaes = [
        Landmark(
            kind: .vae, prefixes: ["first_stage_model.", "vae.", "vae/", ""],
            key: "decoder.conv_in.weight", axis: 1,
            dialect: ("decoder.up_blocks.0.resnets.0.norm1.weight", .diffusersVAE))
    ]

    private static let clips = [
        Landmark(
            kind: .huggingFaceText, prefixes: huggingFacePrefixes,
            key: "text_model.encoder.layers.0.layer_norm1.weight", axis: 0),
        Landmark(
            kind: .huggingFaceText, prefixes: huggingFacePrefixes,
            key: "encoder.layers.0.layer_norm1.weight", axis: 0),
        Landmark(
            kind: .openCLIPText,
            prefixes: [
                "cond_stage_model.model.", "conditioner.embedders.1.model.",
                "conditioner.embedders.0.model.", "text_encoders.clip_h.", "text_encoders.clip_g.",
                "",
            ], key: "transformer.resblocks.0.ln_1.weight", axis: 0),
    ]

    private static let huggingFacePrefixes = [
        "cond_stage_model.transformer.", "conditioner.embedders.0.transformer.",
        "text_encoders.clip_l.transformer.", "text_encoders.clip_g.transformer.",
        "text_encoders.clip_h.transformer.", "text_encoder/", "text_encoder_2/", "text_encoder.",
        "text_encoder_2.", "clip_l.", "clip_g.", "",
    ]

    private static let t5s = [
        Landmark(
            kind: .t5,
            prefixes: [
                "text_encoders.t5xxl.transformer.", "text_encoder_2/", "text_encoder_3/",
                "text_encoder/", "cond_stage_model.transformer.", "t5xxl.", "",
            ], key: "encoder.block.0.layer.0.SelfAttention.k.weight", axis: 1),
        Landmark(
            kind: .ggufT5, prefixes: ["text_encoders.t5xxl.", ""], key: "enc.blk.0.attn_k.weight",
            axis: 1),
    ]
}
