public import Checkpoints

/// The tensors by which one model is known, with the published widths; as many as
/// recognition asks for, not all.
public enum HeaderModel {
    /// Names and shapes.
    public typealias Tensors = [(name: String, shape: [Int])]

    /// A UNet in the original naming.
    ///
    /// - Parameters:
    ///   - depths: blocks of the transformers on the way down.
    public static func unet(
        _ prefix: String = "model.diffusion_model.", inputs: Int = 4, context: Int,
        linear: Bool = false, vector: Int? = nil, depths: [Int] = [1, 1]
    ) -> Tensors {
        var tensors: Tensors = [(prefix + "input_blocks.0.0.weight", [320, inputs, 3, 3])]
        for (index, depth) in depths.enumerated() {
            tensors += transformer(
                "\(prefix)input_blocks.\(index + 4).1", context: context, linear: linear,
                depth: depth)
        }
        if let vector { tensors.append((prefix + "label_emb.0.0.weight", [1280, vector])) }
        return tensors
    }

    /// A UNet in diffusers' naming.
    public static func diffusersUNet(
        _ prefix: String = "", inputs: Int = 4, context: Int, linear: Bool = false,
        vector: Int? = nil
    ) -> Tensors {
        var tensors: Tensors = [
            (prefix + "conv_in.weight", [320, inputs, 3, 3]),
            (prefix + "time_embedding.linear_1.weight", [1280, 320]),
        ]
        for (block, layers) in [("down_blocks.0", 2), ("up_blocks.3", 3)] {
            for layer in 0..<layers {
                tensors += transformer(
                    "\(prefix)\(block).attentions.\(layer)", context: context, linear: linear,
                    depth: 1)
            }
        }
        let resnets =
            (0..<2).map { "down_blocks.0.resnets.\($0)" }
            + (0..<12).map { "up_blocks.\($0 / 3).resnets.\($0 % 3)" }
        tensors += resnets.map { ("\(prefix)\($0).conv1.weight", [320, 320, 3, 3]) }
        if let vector {
            tensors.append((prefix + "add_embedding.linear_1.weight", [1280, vector]))
        }
        return tensors
    }

    private static func transformer(
        _ place: String, context: Int, linear: Bool, depth: Int
    ) -> Tensors {
        [(place + ".proj_in.weight", linear ? [640, 640] : [640, 640, 1, 1])]
            + (0..<depth).map {
                ("\(place).transformer_blocks.\($0).attn2.to_k.weight", [640, context])
            }
    }

    /// A VAE in the original naming.
    public static func vae(_ prefix: String = "first_stage_model.", channels: Int = 4) -> Tensors {
        [
            (prefix + "encoder.conv_in.weight", [128, 3, 3, 3]),
            (prefix + "decoder.conv_in.weight", [512, channels, 3, 3]),
            (prefix + "decoder.up.0.block.0.norm1.weight", [128]),
        ]
    }

    /// A VAE in diffusers' naming.
    public static func diffusersVAE(_ prefix: String = "", channels: Int = 4) -> Tensors {
        [
            (prefix + "encoder.conv_in.weight", [128, 3, 3, 3]),
            (prefix + "encoder.down_blocks.0.resnets.0.norm1.weight", [128]),
            (prefix + "decoder.conv_in.weight", [512, channels, 3, 3]),
            (prefix + "decoder.up_blocks.0.resnets.0.norm1.weight", [512]),
        ]
    }

    /// A CLIP text encoder with Hugging Face's names, or with those of before `text_model.`.
    public static func clip(
        _ prefix: String = "cond_stage_model.transformer.", width: Int = 768, layers: Int = 12,
        old: Bool = false
    ) -> Tensors {
        let model = prefix + (old ? "" : "text_model.")
        return [(model + "embeddings.token_embedding.weight", [8, width])]
            + (0..<layers).map { ("\(model)encoder.layers.\($0).layer_norm1.weight", [width]) }
    }

    /// A CLIP text encoder with OpenCLIP's names.
    public static func openCLIP(
        _ prefix: String = "cond_stage_model.model.", width: Int, layers: Int = 24
    ) -> Tensors {
        [(prefix + "token_embedding.weight", [8, width])]
            + (0..<layers).map { ("\(prefix)transformer.resblocks.\($0).ln_1.weight", [width]) }
    }

    /// A T5 encoder with Hugging Face's names.
    public static func t5(_ prefix: String = "", width: Int = 4096, layers: Int = 24) -> Tensors {
        (0..<layers).map {
            ("\(prefix)encoder.block.\($0).layer.0.SelfAttention.k.weight", [width, width])
        }
    }

    /// A T5 encoder with llama.cpp's names.
    public static func ggufT5(width: Int = 4096, layers: Int = 24) -> Tensors {
        (0..<layers).map { ("enc.blk.\($0).attn_k.weight", [width, width]) }
    }

    /// SDXL's VAE and encoders where its checkpoints keep them.
    public static var sdxlParts: Tensors {
        vae() + clip("conditioner.embedders.0.transformer.")
            + openCLIP("conditioner.embedders.1.model.", width: 1280, layers: 32)
    }

    /// SD 2.x's VAE and encoder where its checkpoints keep them.
    public static var sd2Parts: Tensors { vae() + openCLIP(width: 1024) }

    /// SD 1.x's VAE and encoder where its checkpoints keep them.
    public static var sd1Parts: Tensors { vae() + clip() }
}

extension SafetensorsBuilder {
    /// A file of zeros with these tensors.
    public init(
        _ tensors: HeaderModel.Tensors, type: StoredType = .f16, metadata: [String: String] = [:]
    ) {
        self.init()
        self.metadata = metadata
        for tensor in tensors { add(tensor.name, tensor.shape, type: type) }
    }
}
