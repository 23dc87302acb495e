import Checkpoints

extension ControlFacts {
    /// What guides by pictures in a file, if that is what it is for. A file that holds a whole
    /// checkpoint beside it counts too: it is used for its ControlNet.
    init?(_ file: CheckpointFile) {
        let keys = TensorLookup(file)
        guard let row = Self.table.first(where: { keys.hasAny($0.keys) }) else { return nil }
        self.init(title: row.title, family: Self.family(of: row, keys, file))
    }

    private struct Row {
        let title: String
        let keys: [String]
        /// Keys whose second dimension is the width of the text.
        var widths: [String] = []
        /// The family, where the key alone tells.
        var family: String?
    }

    private static let table = [
        Row(title: "ControlLoRA", keys: ["lora_controlnet"], widths: crossAttention("")),
        Row(
            title: "ControlNet", keys: ["control_model.zero_convs.0.0.weight"],
            widths: crossAttention("control_model.")),
        Row(title: "ControlNet", keys: ["zero_convs.0.0.weight"], widths: crossAttention("")),
        Row(
            title: "ControlNet", keys: ["controlnet_cond_embedding.conv_in.weight"],
            widths: diffusersAttention),
        Row(
            title: "ControlNet",
            keys: ["controlnet_x_embedder.weight", "input_hint_block.0.weight"],
            family: "Flux"),
        Row(title: "ControlNet", keys: ["pos_embed_input.proj.weight"], family: "SD 3"),
        Row(title: "ControlNet", keys: ["controlnet_blocks.0.weight"], family: "Flux or SD 3"),
        Row(
            title: "ControlNet-LLLite",
            keys: [
                "lllite_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q.conditioning1.0.weight",
                "lllite_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_q.conditioning1.0.weight",
            ], family: "SDXL"),
        Row(
            title: "IP-Adapter",
            keys: ["ip_adapter.1.to_k_ip.weight", "image_proj.proj.weight", "image_proj.latents"],
            widths: ["ip_adapter.1.to_k_ip.weight"]),
        Row(
            title: "IP-Adapter",
            keys: ["double_blocks.0.processor.ip_adapter_double_stream_k_proj.weight"],
            family: "Flux"),
        Row(
            title: "T2I adapter", keys: ["body.0.in_conv.weight", "adapter.body.0.in_conv.weight"]),
        Row(
            title: "T2I adapter",
            keys: [
                "body.0.resnets.0.block1.weight", "adapter.body.0.resnets.0.block1.weight",
                "body.0.block1.weight", "adapter.body.0.block1.weight",
            ]),
    ]

    private static func crossAttention(_ prefix: String) -> [String] {
        ["input_blocks.4.1", "input_blocks.1.1", "input_blocks.7.1"].map {
            "\(prefix)\($0).transformer_blocks.0.attn2.to_k.weight"
        }
    }

    private static let diffusersAttention = [
        "down_blocks.1.attentions.0", "down_blocks.0.attentions.0",
    ].map { "\($0).transformer_blocks.0.attn2.to_k.weight" }

    private static func family(
        of row: Row, _ keys: TensorLookup, _ file: CheckpointFile
    ) -> String? {
        if let family = row.family { return family }
        if row.title == "T2I adapter" { return adapterFamily(keys) }
        if row.title == "ControlLoRA" { return "SDXL" }
        return FamilyWidth.title(row.widths.lazy.compactMap { keys.size($0, axis: 1) }.first)
    }

    /// T2I adapters fold 8×8 pixels of one or three channels into their input for SD 1.x, 16×16 for
    /// SDXL (Mou et al. 2023).
    private static func adapterFamily(_ keys: TensorLookup) -> String? {
        let inputs = ["conv_in.weight", "adapter.conv_in.weight", "body.0.in_conv.weight"]
        return switch inputs.lazy.compactMap({ keys.size($0, axis: 1) }).first {
        case 64, 192: "SD 1.x"
        case 256, 768: "SDXL"
        default: nil
        }
    }
}
