import Checkpoints
import Kiln
import KilnTesting
import Testing

/// Denoisers without a UNet's levels, which are known by name and do not run yet.
@Suite struct TransformerTableTests {
    private typealias Model = HeaderModel

    @Test(arguments: mmdit + flux + others)
    func `a transformer is known by name and does not run`(sample: Sample) throws {
        #expect(try sample.found == sample.expected)
    }

    private static func known(
        _ summary: String, parts: HeaderModel.Tensors = [], _ tensors: HeaderModel.Tensors
    ) -> Sample {
        Sample(summary, parts.isEmpty ? "denoiser" : "checkpoint", Sample.notYet, tensors + parts)
    }

    private static func sd3(
        _ prefix: String, width: Int, normed: Bool
    ) -> HeaderModel.Tensors {
        [
            (prefix + "joint_blocks.0.context_block.attn.qkv.weight", [3 * width, width]),
            (prefix + "x_embedder.proj.weight", [width, 16, 2, 2]),
            (prefix + "context_embedder.weight", [width, 4096]),
        ] + (normed ? [(prefix + "joint_blocks.0.context_block.attn.ln_q.weight", [64])] : [])
    }

    private static let mmdit = [
        known("an SD 3 model (MMDiT)", sd3("", width: 1536, normed: false)),
        known(
            "an SD 3 model (MMDiT)",
            parts: Model.vae(channels: 16) + Model.clip("text_encoders.clip_l.transformer.")
                + Model.clip("text_encoders.clip_g.transformer.", width: 1280)
                + Model.t5("text_encoders.t5xxl.transformer."),
            sd3("model.diffusion_model.", width: 1536, normed: false)),
        known(
            "an SD 3.5 medium model (MMDiT)",
            sd3("model.diffusion_model.", width: 1536, normed: true)),
        known(
            "an SD 3.5 large model (MMDiT)",
            sd3("model.diffusion_model.", width: 2432, normed: true)),
        known(
            "an SD 3 model (MMDiT, diffusers' names)",
            [
                ("pos_embed.proj.weight", [1536, 16, 2, 2]),
                ("transformer_blocks.0.attn.add_q_proj.weight", [1536, 1536]),
            ]),
    ]

    private static func flux(
        _ prefix: String = "", inputs: Int = 64, guided: Bool, _ more: String...
    ) -> HeaderModel.Tensors {
        [
            (prefix + "double_blocks.0.img_attn.norm.key_norm.scale", [128]),
            (prefix + "img_in.weight", [3072, inputs]), (prefix + "txt_in.weight", [3072, 4096]),
        ] + (guided ? [(prefix + "guidance_in.in_layer.weight", [3072, 256])] : [])
            + more.map { (prefix + $0, [1]) }
    }

    private static let flux = [
        known("a Flux.1 dev model", flux(guided: true)),
        known(
            "a Flux.1 dev model", parts: Model.vae("vae.", channels: 16),
            flux("model.diffusion_model.", guided: true)),
        known("a Flux.1 schnell model", flux(guided: false)),
        known("a Flux.1 Fill model (inpainting)", flux(inputs: 384, guided: true)),
        known("a Flux.1 Canny or Depth model", flux(inputs: 128, guided: true)),
        known(
            "a Chroma model",
            flux(guided: false, "distilled_guidance_layer.layers.0.in_layer.bias")),
        known(
            "a Chroma Radiance model",
            flux(
                guided: false, "distilled_guidance_layer.layers.0.in_layer.bias",
                "nerf_blocks.0.norm.scale")),
        known("a Flux.2 model", flux(guided: true, "double_stream_modulation_img.lin.weight")),
        known(
            "a Flux.1 dev model (diffusers' names)",
            [
                ("transformer/transformer_blocks.0.attn.norm_added_q.weight", [128]),
                ("transformer/x_embedder.weight", [3072, 64]),
                (
                    "transformer/time_text_embed.guidance_embedder.linear_1.weight", [3072, 256]
                ),
            ]),
    ]

    private static func one(_ summary: String, _ key: String) -> Sample {
        known(summary, [(key, [1, 1])])
    }

    private static let others = [
        known(
            "a Stable Cascade model (stage C)",
            [("clf.1.weight", [16, 2048, 1, 1]), ("clip_txt_mapper.weight", [2048, 1280])]),
        known(
            "a Stable Cascade model (stage B)",
            [("clf.1.weight", [16, 320, 1, 1]), ("clip_mapper.weight", [5120, 1280])]),
        one("a Stable Audio model", "model.model.transformer.rotary_pos_emb.inv_freq"),
        one(
            "an AuraFlow model",
            "model.double_layers.0.attn.w1q.weight".replacing("model.", with: "")),
        one("a Hunyuan-DiT model", "mlp_t5.0.weight"),
        one("a Hunyuan Video model", "txt_in.individual_token_refiner.blocks.0.norm1.weight"),
        one("a PixArt model", "t_block.1.weight"),
        one("a Mochi model", "t5_yproj.weight"),
        one("an LTX-Video model", "adaln_single.emb.timestep_embedder.linear_1.bias"),
        one("a Wan model", "head.modulation"),
        one("a Qwen-Image model", "txt_norm.weight"),
        one("a HiDream model", "caption_projection.0.linear.weight"),
        one("a Lumina Image 2 model", "cap_embedder.1.weight"),
        known("a Z-Image model", [("cap_embedder.1.weight", [3840, 2560])]),
        one("a Cosmos model", "net.blocks.block0.blocks.0.block.attn.to_q.0.weight"),
    ]

    @Test(arguments: mmdit + flux + others)
    func `of flow families it is known in what sizes, levels and latents they work`(
        sample: Sample
    ) throws {
        let found = try HeaderFile(SafetensorsBuilder(sample.tensors)).fingerprint
        let title = sample.expected.summary
        let family = FlowFamily.all.first { title.contains(" \($0.title)") }
        #expect(found.flow == (title.contains("Radiance") ? nil : family))
        let report = FileReport(found)
        #expect(report.sizeMultiple == found.flow.map { _ in 16 })
        #expect(report.schedule == found.flow.map { _ in "Simple" })
        let space = found.flow.map { $0 == .sd3 ? LatentSpace.sd3 : .flux }
        #expect(report.latentSpace == space?.name && (space?.channels ?? 16) == 16)
        #expect(report.text.contains("sizes          multiples of 16\n") == (found.flow != nil))
    }

    @Test func `a Flux checkpoint's parts are told apart and weighed`() throws {
        let file = try HeaderFile(
            SafetensorsBuilder(
                Self.flux("model.diffusion_model.", guided: true) + Model.vae("vae.", channels: 16)
                    + Model.clip("text_encoders.clip_l.transformer.")
                    + Model.t5("text_encoders.t5xxl.transformer.")))
        let found = try file.fingerprint
        #expect(found.components.map(\.kind) == [.transformer, .vae, .huggingFaceText, .t5])
        #expect(found.components.map(\.width) == [4096, 16, 768, 4096])
        #expect(found.components.map(\.layers) == [nil, nil, 12, 24])
        #expect(found.components.reduce(0) { $0 + $1.bytes } == 2 * count(of: found))
    }

    private func count(of found: Fingerprint) -> Int {
        found.file.tensors.values.reduce(0) { $0 + $1.count }
    }
}
