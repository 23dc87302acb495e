import Checkpoints

/// The denoisers without a UNet's levels: by the key that only they have.
struct TransformerFamily {
    /// What it is, with its article.
    let title: String
    /// Where its keys begin.
    let prefix: String
    /// Channels of the text it takes; 0 where no one tensor tells.
    let context: Int
    /// What is known of the family it belongs to.
    let flow: FlowFamily?

    private static let prefixes = [
        "model.diffusion_model.", "transformer/", "diffusion_model.", "model.model.", "net.", "",
    ]

    /// The family of the denoiser in a file, if there is one.
    static func find(in keys: TensorLookup) -> TransformerFamily? {
        for prefix in prefixes {
            let keys = keys.below(prefix)
            guard let row = table.first(where: { keys.hasAll($0.keys) }) else { continue }
            let context = row.context.flatMap { keys.size($0, axis: 1) } ?? 0
            return TransformerFamily(
                title: row.title(keys), prefix: prefix, context: context, flow: row.flow)
        }
        return nil
    }

    private struct Row {
        let keys: [String]
        let context: String?
        let flow: FlowFamily?
        let title: (TensorLookup) -> String

        init(
            _ keys: String..., context: String? = nil, flow: FlowFamily? = nil,
            _ title: @escaping (TensorLookup) -> String
        ) {
            self.keys = keys
            self.context = context
            self.flow = flow
            self.title = title
        }

        init(_ key: String, _ title: String) { self.init(key) { _ in title } }
    }

    /// Flux's relatives stand before it: they have its keys and some of their own.
    private static var table: [Row] {
        [
            Row(
                "joint_blocks.0.context_block.attn.qkv.weight", context: "context_embedder.weight",
                flow: .sd3, sd3),
            Row(
                "transformer_blocks.0.attn.norm_added_q.weight", "x_embedder.weight",
                context: "context_embedder.weight", flow: .flux, fluxInDiffusers),
            Row(
                "transformer_blocks.0.attn.norm_added_q.weight", context: "context_embedder.weight",
                flow: .sd3
            ) { _ in "an SD 3.5 model (MMDiT, diffusers' names)" },
            Row(
                "pos_embed.proj.weight", "transformer_blocks.0.attn.add_q_proj.weight",
                context: "context_embedder.weight", flow: .sd3
            ) { _ in "an SD 3 model (MMDiT, diffusers' names)" },
            Row("pos_embed.proj.weight", context: "context_embedder.weight") { _ in
                "a PixArt model (diffusers' names)"
            },
            Row("txt_in.individual_token_refiner.blocks.0.norm1.weight", "a Hunyuan Video model"),
            Row("double_stream_modulation_img.lin.weight", "a Flux.2 model"),
            Row("nerf_blocks.0.norm.scale", "a Chroma Radiance model"),
            Row(
                "distilled_guidance_layer.layers.0.in_layer.bias", context: "txt_in.weight",
                flow: .chroma
            ) { _ in "a Chroma model" },
            Row(
                "double_blocks.0.img_attn.norm.key_norm.scale", context: "txt_in.weight",
                flow: .flux, flux),
            Row(
                "double_blocks.0.img_attn.qkv.weight", context: "txt_in.weight", flow: .flux, flux),
            Row("clf.1.weight") {
                $0.has("clip_txt_mapper.weight")
                    ? "a Stable Cascade model (stage C)" : "a Stable Cascade model (stage B)"
            },
            Row("transformer.rotary_pos_emb.inv_freq", "a Stable Audio model"),
            Row("double_layers.0.attn.w1q.weight", "an AuraFlow model"),
            Row("mlp_t5.0.weight", "a Hunyuan-DiT model"),
            Row("t_block.1.weight", "a PixArt model"),
            Row("t5_yproj.weight", "a Mochi model"),
            Row("patchify_proj.weight", "an LTX-Video model"),
            Row("adaln_single.emb.timestep_embedder.linear_1.bias", "an LTX-Video model"),
            Row("head.modulation", "a Wan model"),
            Row("txt_norm.weight", "a Qwen-Image model"),
            Row("caption_projection.0.linear.weight", "a HiDream model"),
            Row("cap_embedder.1.weight") {
                $0.size("cap_embedder.1.weight", axis: 1) == 2560
                    ? "a Z-Image model" : "a Lumina Image 2 model"
            },
            Row("blocks.block0.blocks.0.block.attn.to_q.0.weight", "a Cosmos model"),
            Row("blocks.0.adaln_modulation_cross_attn.1.weight", "a Cosmos Predict 2 model"),
        ]
    }

    /// SD 3's sizes differ in depth, which its width tells: 64 channels a layer (Esser et al. 2024).
    private static func sd3(_ keys: TensorLookup) -> String {
        let normed = keys.has("joint_blocks.0.context_block.attn.ln_q.weight")
        guard normed else { return "an SD 3 model (MMDiT)" }
        let depth = (keys.size("x_embedder.proj.weight", axis: 0) ?? 0) / 64
        return depth >= 38 ? "an SD 3.5 large model (MMDiT)" : "an SD 3.5 medium model (MMDiT)"
    }

    /// dev takes the guidance scale as an input. Fill and the control models take more channels than
    /// the 64 of a latent's 2×2 patch.
    private static func flux(_ keys: TensorLookup) -> String {
        guard keys.has("guidance_in.in_layer.weight") else { return "a Flux.1 schnell model" }
        return switch keys.size("img_in.weight", axis: 1) {
        case 384: "a Flux.1 Fill model (inpainting)"
        case 128: "a Flux.1 Canny or Depth model"
        default: "a Flux.1 dev model"
        }
    }

    private static func fluxInDiffusers(_ keys: TensorLookup) -> String {
        keys.has("time_text_embed.guidance_embedder.linear_1.weight")
            ? "a Flux.1 dev model (diffusers' names)" : "a Flux.1 schnell model (diffusers' names)"
    }
}
