import Checkpoints
import Kiln
import KilnTesting
import Testing

/// LoRAs, embeddings, ControlNets, upscalers and other files that are no checkpoint.
@Suite struct AdapterTableTests {
    @Test(arguments: loras + embeddings)
    func `what changes or feeds a model is named with the family it is for`(
        sample: Sample
    ) throws {
        #expect(try sample.found == sample.expected)
    }

    @Test(arguments: controls + upscalers)
    func `what does not run yet is known by name`(sample: Sample) throws {
        #expect(try sample.found == sample.expected)
    }

    private static func pair(
        _ module: String, _ columns: Int, up: String = ".lora_up.weight",
        down: String = ".lora_down.weight"
    ) -> HeaderModel.Tensors {
        [(module + up, [640, 16]), (module + down, [16, columns])]
    }

    private static let block = "input_blocks_4_1_transformer_blocks_0_attn2_to_k"
    private static let diffusersBlock = "down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k"

    private static let loras = [
        Sample(
            "LoRA for SD 1.x, rank 16", "lora", "SD 1.x prompt: <lora:sample:1>",
            pair("lora_unet_" + diffusersBlock, 768)
                + [("lora_unet_" + diffusersBlock + ".alpha", [])]),
        Sample(
            "LoRA for SD 2.x, rank 16", "lora", "SD 2.x prompt: <lora:sample:1>",
            pair("lora_unet_" + diffusersBlock, 1024)),
        Sample(
            "LoRA for SDXL, rank 16", "lora", "SDXL prompt: <lora:sample:1>",
            pair("lora_unet_" + block, 2048)),
        Sample(
            "LoRA for SDXL, rank 16", "lora", "SDXL prompt: <lora:sample:1>",
            pair(
                "unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k", 2048,
                up: ".lora_B.weight", down: ".lora_A.weight")),
        Sample(
            "LoRA for Flux, rank 16", "lora", "for Flux, which does not run yet",
            pair("lora_unet_double_blocks_0_img_attn_qkv", 3072)),
        Sample(
            "LoHa for SD 1.x, rank 4", "lora", "SD 1.x prompt: <lora:sample:1>",
            ["hada_w1_a", "hada_w2_a"].map { ("lora_unet_\(block).\($0)", [640, 4]) }
                + ["hada_w1_b", "hada_w2_b"].map { ("lora_unet_\(block).\($0)", [4, 768]) }),
        Sample(
            "LoKr for SDXL", "lora", "SDXL prompt: <lora:sample:1>",
            [
                ("lycoris_unet_\(block).lokr_w1", [8, 8]),
                ("lycoris_unet_\(block).lokr_w2", [80, 256]),
            ]),
        Sample(
            "LoRA for SD 1.x, rank 16", "lora", "SD 1.x prompt: <lora:sample:1>",
            metadata: ["ss_base_model_version": "sd_v1"],
            pair("lora_unet_mid_block_resnets_0_conv1", 1280)),
        Sample(
            "LoRA, rank 16", "lora", "prompt: <lora:sample:1>",
            pair("lora_unet_mid_block_resnets_0_conv1", 1280)),
    ]

    private static let embeddings = [
        Sample(
            "embedding for SD 1.x, 8 vectors", "embedding", "SD 1.x prompt: sample",
            [("emb_params", [8, 768])]),
        Sample(
            "embedding for SD 2.x, 1 vector", "embedding", "SD 2.x prompt: sample",
            [("<token>", [1024])]),
        Sample(
            "embedding for SDXL, 2 vectors", "embedding", "SDXL prompt: sample",
            [("clip_l", [2, 768]), ("clip_g", [2, 1280])]),
        Sample(
            "embedding for SD 1.x, 1 vector", "embedding", "SD 1.x prompt: sample",
            [("string_to_param.*", [1, 768])]),
        Sample(
            "embedding of width 512, 1 vector", "embedding",
            "fits no text encoder that is known", [("emb_params", [1, 512])]),
    ]

    private static func control(_ summary: String, _ tensors: HeaderModel.Tensors) -> Sample {
        Sample(summary, "control", Sample.notYet, tensors)
    }

    private static func net(_ prefix: String, _ context: Int) -> HeaderModel.Tensors {
        HeaderModel.unet(prefix, context: context)
            + [(prefix + "zero_convs.0.0.weight", [320, 320, 1, 1])]
    }

    private static let controls = [
        control("ControlNet for SD 1.x", net("control_model.", 768)),
        control("ControlNet for SD 2.x", net("", 1024)),
        control("ControlNet for SDXL", net("control_model.", 2048)),
        control(
            "ControlNet for SD 1.x",
            net("control_model.", 768) + HeaderModel.unet(context: 768) + HeaderModel.sd1Parts),
        control(
            "ControlNet for SDXL",
            HeaderModel.diffusersUNet(context: 2048, linear: true, vector: 2816)
                + [("controlnet_cond_embedding.conv_in.weight", [16, 3, 3, 3])]),
        control("ControlLoRA for SDXL", [("lora_controlnet", [1])]),
        control(
            "ControlNet for Flux",
            [("controlnet_x_embedder.weight", [3072, 64]), ("controlnet_blocks.0.weight", [1])]),
        control(
            "IP-Adapter for SD 1.x",
            [
                ("image_proj.proj.weight", [3072, 1024]),
                ("ip_adapter.1.to_k_ip.weight", [320, 768]),
            ]
        ),
        control(
            "IP-Adapter for SDXL",
            [("image_proj.latents", [1, 16, 1280]), ("ip_adapter.1.to_k_ip.weight", [640, 2048])]),
        control(
            "T2I adapter for SD 1.x",
            [("body.0.in_conv.weight", [320, 192, 1, 1]), ("conv_in.weight", [320, 192, 3, 3])]),
        control(
            "T2I adapter for SDXL",
            [
                ("adapter.body.0.resnets.0.block1.weight", [320, 320, 3, 3]),
                ("adapter.conv_in.weight", [320, 768, 3, 3]),
            ]),
        Sample(
            "hypernetwork for SD 1.x", "hypernetwork", Sample.notYet,
            [("320.0.linear.0.weight", [640, 320]), ("768.0.linear.0.weight", [1536, 768])]),
    ]

    private static func upscaler(_ summary: String, _ tensors: HeaderModel.Tensors) -> Sample {
        Sample(summary, "upscaler", Sample.notYet, tensors)
    }

    private static func oldESRGAN(last: Int) -> HeaderModel.Tensors {
        [
            ("model.0.weight", [64, 3, 3, 3]),
            ("model.1.sub.0.RDB1.conv1.0.weight", [32, 64, 3, 3]),
            ("model.\(last).weight", [3, 64, 3, 3]),
        ]
    }

    private static func newESRGAN(
        _ prefix: String = "", inputs: Int = 3, doublings: Int
    ) -> HeaderModel.Tensors {
        [
            (prefix + "conv_first.weight", [64, inputs, 3, 3]),
            (prefix + "body.0.rdb1.conv1.weight", [32, 64, 3, 3]),
        ] + (0..<doublings).map { (prefix + "conv_up\($0 + 1).weight", [64, 64, 3, 3]) }
    }

    private static let upscalers = [
        upscaler("ESRGAN upscaler ×4", oldESRGAN(last: 10)),
        upscaler("ESRGAN upscaler ×2", oldESRGAN(last: 7)),
        upscaler("ESRGAN upscaler ×8", oldESRGAN(last: 13)),
        upscaler("ESRGAN restorer", oldESRGAN(last: 4)),
        upscaler("ESRGAN upscaler ×4", newESRGAN(doublings: 2)),
        upscaler("ESRGAN upscaler ×4", newESRGAN("params_ema.", doublings: 2)),
        upscaler("ESRGAN upscaler ×2", newESRGAN(inputs: 12, doublings: 2)),
        upscaler(
            "Compact (SRVGG) upscaler ×4",
            [
                ("body.0.weight", [64, 3, 3, 3]), ("body.1.weight", [64]),
                ("body.34.weight", [48, 64, 3, 3]),
            ]),
        upscaler(
            "SwinIR upscaler ×4",
            [
                ("layers.0.residual_group.blocks.0.norm1.weight", [180]),
                (
                    "layers.0.residual_group.blocks.0.attn.relative_position_bias_table", [225, 6]
                ),
                ("conv_before_upsample.0.weight", [64, 180, 3, 3]),
                ("upsample.0.weight", [256, 64, 3, 3]), ("upsample.2.weight", [256, 64, 3, 3]),
            ]),
        upscaler(
            "DAT upscaler ×3",
            [
                ("conv_first.weight", [180, 3, 3, 3]), ("before_RG.1.weight", [180]),
                ("conv_before_upsample.0.weight", [64, 180, 3, 3]),
                ("upsample.0.weight", [576, 64, 3, 3]),
            ]),
        upscaler(
            "HAT restorer",
            [
                ("conv_first.weight", [180, 3, 3, 3]),
                (
                    "layers.0.residual_group.overlap_attn.relative_position_bias_table", [529, 6]
                ),
            ]),
        upscaler(
            "SCUNet restorer",
            [("m_head.0.weight", [64, 3, 3, 3]), ("m_tail.0.weight", [3, 64, 3, 3])]),
        upscaler(
            "SPAN upscaler ×2",
            [
                ("block_1.c1_r.sk.weight", [48, 48, 1, 1]),
                ("upsampler.0.weight", [12, 48, 3, 3]),
            ]),
        upscaler(
            "PLKSR upscaler ×4",
            [
                ("feats.0.weight", [64, 3, 3, 3]), ("feats.1.lk.conv.weight", [16, 16, 17, 17]),
                ("feats.29.weight", [48, 64, 3, 3]),
            ]),
        upscaler(
            "GFPGAN (faces) restorer",
            [
                ("toRGB.0.weight", [3, 512, 1, 1]),
                ("stylegan_decoder.style_mlp.1.weight", [512, 512]),
            ]
        ),
    ]
}
