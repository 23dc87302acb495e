/// Checkpoints that are right in their headers and hold only zeros: enough for every plan.
public enum HeaderCheckpoint {
    /// SD 1.x with its VAE and CLIP-L, at the widths given.
    public static func sd1(context: Int = 768, inputs: Int = 4) -> SafetensorsBuilder {
        var file = unet(inputs: inputs, context: context, linear: false, vector: nil)
        addVAE(to: &file, prefix: "first_stage_model.")
        addHuggingFaceText(to: &file, prefix: "cond_stage_model.transformer.", width: context)
        return file
    }

    /// SD 2.x with its VAE and OpenCLIP-H.
    public static func sd2(context: Int = 1024) -> SafetensorsBuilder {
        var file = unet(context: context, linear: true, vector: nil)
        addVAE(to: &file, prefix: "first_stage_model.")
        addOpenCLIPText(to: &file, prefix: "cond_stage_model.model.", width: context)
        return file
    }

    /// SDXL base with its VAE and both encoders.
    public static func sdxl(l: Int = 768, g: Int = 1280) -> SafetensorsBuilder {
        var file = unet(context: l + g, linear: true, vector: g + 1536)
        addVAE(to: &file, prefix: "first_stage_model.")
        addHuggingFaceText(to: &file, prefix: "conditioner.embedders.0.transformer.", width: l)
        addOpenCLIPText(to: &file, prefix: "conditioner.embedders.1.model.", width: g)
        return file
    }

    /// A denoiser alone.
    public static func unet(
        inputs: Int = 4, context: Int, linear: Bool, vector: Int?
    ) -> SafetensorsBuilder {
        var file = SafetensorsBuilder()
        let prefix = "model.diffusion_model."
        file.add(prefix + "input_blocks.0.0.weight", [320, inputs, 3, 3])
        let block = prefix + "input_blocks.4.1."
        file.add(block + "proj_in.weight", linear ? [640, 640] : [640, 640, 1, 1])
        file.add(block + "transformer_blocks.0.attn2.to_k.weight", [640, context])
        if let vector { file.add(prefix + "label_emb.0.0.weight", [1280, vector]) }
        return file
    }

    /// A VAE in a file of its own.
    public static func vae(channels: Int = 4) -> SafetensorsBuilder {
        var file = SafetensorsBuilder()
        addVAE(to: &file, prefix: "", channels: channels)
        return file
    }

    /// A text encoder in Hugging Face's layout in a file of its own.
    public static func huggingFaceText(width: Int) -> SafetensorsBuilder {
        var file = SafetensorsBuilder()
        addHuggingFaceText(to: &file, prefix: "", width: width)
        return file
    }

    /// A text encoder in OpenCLIP's layout in a file of its own.
    public static func openCLIPText(width: Int) -> SafetensorsBuilder {
        var file = SafetensorsBuilder()
        addOpenCLIPText(to: &file, prefix: "", width: width)
        return file
    }

    private static func addVAE(
        to file: inout SafetensorsBuilder, prefix: String, channels: Int = 4
    ) {
        file.add(prefix + "encoder.conv_in.weight", [128, 3, 3, 3])
        file.add(prefix + "decoder.conv_in.weight", [512, channels, 3, 3])
        file.add(prefix + "decoder.conv_out.weight", [3, 128, 3, 3])
    }

    private static func addHuggingFaceText(
        to file: inout SafetensorsBuilder, prefix: String, width: Int
    ) {
        let model = prefix + "text_model."
        file.add(model + "embeddings.token_embedding.weight", [49408, width])
        file.add(model + "encoder.layers.0.layer_norm1.weight", [width])
    }

    private static func addOpenCLIPText(
        to file: inout SafetensorsBuilder, prefix: String, width: Int
    ) {
        file.add(prefix + "token_embedding.weight", [49408, width])
        file.add(prefix + "transformer.resblocks.0.ln_1.weight", [width])
    }
}
