import Checkpoints
import Kiln
import KilnTesting
import Samplers
import Testing

/// Checkpoints and UNets alone, of every family and variant, in every naming.
@Suite struct UNetTableTests {
    private typealias Model = HeaderModel

    @Test(arguments: complete + alone + inputs)
    func `a family that runs is recognised`(sample: Sample) throws {
        #expect(try sample.found == sample.expected)
    }

    @Test(arguments: variants)
    func `a relative of a family is known by name and does not run`(sample: Sample) throws {
        #expect(try sample.found == sample.expected)
    }

    private static let either = "either pass"

    private static let complete = [
        Sample(
            "SD 1.x checkpoint", "checkpoint", either, .epsilon,
            Model.unet(context: 768) + Model.sd1Parts),
        Sample(
            "SD 1.x checkpoint", "checkpoint", either, .epsilon,
            Model.unet(context: 768) + Model.vae()
                + Model.clip(old: true)),
        Sample(
            "SD 1.x checkpoint", "checkpoint", either, .v,
            Model.unet(context: 768) + Model.sd1Parts + [("v_pred", [1])]),
        Sample(
            "SD 2.x checkpoint", "checkpoint", either, .epsilon,
            Model.unet(context: 1024, linear: true) + Model.sd2Parts),
        Sample(
            "SDXL checkpoint", "checkpoint", either, .epsilon,
            Model.unet(context: 2048, linear: true, vector: 2816, depths: [2, 2, 10, 10])
                + Model.sdxlParts),
        Sample(
            "SDXL checkpoint", "checkpoint", either, .v,
            Model.unet(context: 2048, linear: true, vector: 2816, depths: [2, 2, 10, 10])
                + Model.sdxlParts + [("v_pred", [1]), ("ztsnr", [1])]),
        Sample(
            "SSD-1B (SDXL) checkpoint", "checkpoint", either, .epsilon,
            Model.unet(context: 2048, linear: true, vector: 2816, depths: [2, 2, 4, 4])
                + Model.sdxlParts),
        Sample(
            "Segmind Vega (SDXL) checkpoint", "checkpoint", either, .epsilon,
            Model.unet(context: 2048, linear: true, vector: 2816, depths: [1, 1, 2, 2])
                + Model.sdxlParts),
        Sample(
            "SD 1.x checkpoint without VAE", "checkpoint", "either pass, with a VAE as module",
            .epsilon, Model.unet(context: 768) + Model.clip()),
        Sample(
            "SDXL checkpoint without a second text encoder", "checkpoint",
            "either pass, with a second text encoder as module", .epsilon,
            Model.unet(context: 2048, linear: true, vector: 2816) + Model.vae()
                + Model.clip("conditioner.embedders.0.transformer.")),
        Sample(
            "SD 1.x checkpoint", "checkpoint", either, .epsilon,
            Model.unet(context: 768) + Model.vae("vae.") + Model.clip()),
        Sample(
            "SD 1.x checkpoint", "checkpoint", either, .epsilon,
            Model.diffusersUNet("unet/", context: 768) + Model.diffusersVAE("vae/")
                + Model.clip("text_encoder/")),
        Sample(
            "SD 2.x checkpoint", "checkpoint", either, .v,
            metadata: ["modelspec.prediction_type": "v_prediction"],
            Model.diffusersUNet("unet/", context: 1024, linear: true)
                + Model.diffusersVAE("vae/") + Model.clip("text_encoder/", width: 1024, layers: 23)),
        Sample(
            "SDXL checkpoint", "checkpoint", either, .epsilon,
            Model.diffusersUNet("unet/", context: 2048, linear: true, vector: 2816)
                + Model.diffusersVAE("vae/") + Model.clip("text_encoder/")
                + Model.clip("text_encoder_2/", width: 1280, layers: 32)),
    ]

    private static let alone = [
        Sample(
            "SD 1.x UNet", "denoiser", "either pass, with a VAE and CLIP-L as module", .epsilon,
            Model.unet(context: 768)),
        Sample(
            "SD 1.x UNet", "denoiser", "either pass, with a VAE and CLIP-L as module", .epsilon,
            Model.unet("", context: 768)),
        Sample(
            "SD 2.x UNet", "denoiser", "either pass, with a VAE and OpenCLIP-H as module", .epsilon,
            Model.unet("", context: 1024, linear: true)),
        Sample(
            "SDXL UNet", "denoiser", "either pass, with a VAE and CLIP-L and OpenCLIP-G as module",
            .epsilon, Model.unet("", context: 2048, linear: true, vector: 2816)),
        Sample(
            "KOALA 700M (SDXL) UNet", "denoiser",
            "either pass, with a VAE and CLIP-L and OpenCLIP-G as module", .epsilon,
            Model.unet("", context: 2048, linear: true, vector: 2816, depths: [2, 5])),
        Sample(
            "SD 1.x UNet", "denoiser", "either pass, with a VAE and CLIP-L as module", .epsilon,
            Model.diffusersUNet(context: 768)),
        Sample(
            "SDXL UNet", "denoiser", "either pass, with a VAE and CLIP-L and OpenCLIP-G as module",
            .epsilon, Model.diffusersUNet(context: 2048, linear: true, vector: 2816)),
    ]

    /// UNets that take more than noisy latents, and the refiner.
    private static let inputs = [
        Sample(
            "SD 1.x inpainting checkpoint", "checkpoint", either, .epsilon,
            Model.unet(inputs: 9, context: 768) + Model.sd1Parts),
        Sample(
            "SD 2.x inpainting checkpoint", "checkpoint", either, .epsilon,
            Model.unet(inputs: 9, context: 1024, linear: true) + Model.sd2Parts),
        Sample(
            "SDXL inpainting checkpoint", "checkpoint", either, .epsilon,
            Model.unet(inputs: 9, context: 2048, linear: true, vector: 2816) + Model.sdxlParts),
        Sample(
            "SDXL inpainting UNet", "denoiser",
            "either pass, with a VAE and CLIP-L and OpenCLIP-G as module", .epsilon,
            Model.diffusersUNet(inputs: 9, context: 2048, linear: true, vector: 2816)),
        Sample(
            "SD 1.x editing checkpoint", "checkpoint", "img2img", .epsilon,
            Model.unet(inputs: 8, context: 768) + Model.sd1Parts),
        Sample(
            "SDXL refiner checkpoint", "checkpoint", either, .epsilon,
            Model.unet(context: 1280, linear: true, vector: 2560, depths: [4, 4, 4, 4])
                + Model.vae() + Model.openCLIP("conditioner.embedders.0.model.", width: 1280)),
        Sample(
            "SDXL refiner UNet", "denoiser", "either pass, with a VAE and OpenCLIP-G as module",
            .epsilon, Model.unet("", context: 1280, linear: true, vector: 2560)),
    ]

    private static func known(_ summary: String, _ tensors: HeaderModel.Tensors) -> Sample {
        let parts = tensors.contains { $0.name.contains("decoder.conv_in") }
        return Sample(summary, parts ? "checkpoint" : "denoiser", Sample.notYet, tensors)
    }

    private static let variants = [
        known(
            "an SDXL editing model (8 input channels)",
            Model.unet(inputs: 8, context: 2048, linear: true, vector: 2816)),
        known(
            "an SD 2.x depth model",
            Model.unet(inputs: 5, context: 1024, linear: true) + Model.sd2Parts),
        known(
            "an SD x4 upscaling model",
            Model.unet(inputs: 7, context: 1024, linear: true)
                + [("model.diffusion_model.label_emb.weight", [1000, 1024])]),
        known(
            "a Playground 2.5 model (an SDXL UNet with a latent space of its own)",
            Model.unet(context: 2048, linear: true, vector: 2816) + Model.sdxlParts
                + [("edm_mean", [1, 4, 1, 1]), ("edm_std", [1, 4, 1, 1])]),
        known(
            "a CosXL model (an SDXL UNet in the EDM formulation)",
            Model.unet(context: 2048, linear: true, vector: 2816) + Model.sdxlParts
                + [("edm_vpred.sigma_max", [1]), ("edm_vpred.sigma_min", [1])]),
        known(
            "an AltDiffusion model",
            Model.unet(context: 768) + Model.vae()
                + [("cond_stage_model.roberta.embeddings.word_embeddings.weight", [250002, 1024])]),
        known(
            "an SD 2.x unCLIP model",
            Model.unet(context: 1024, linear: true, vector: 2048) + Model.sd2Parts
                + [("embedder.model.ln_final.weight", [1024])]),
        known("an SD 2.x unCLIP model", Model.unet("", context: 1024, linear: true, vector: 1536)),
        known("a Kolors model", Model.unet("", context: 2048, linear: true, vector: 5632)),
        known(
            "a Zero123 model",
            Model.unet(inputs: 8, context: 768) + [("cc_projection.weight", [768, 772])]),
        known(
            "a Stable Video Diffusion model",
            Model.unet(inputs: 8, context: 1024, linear: true, vector: 768) + [
                (
                    "model.diffusion_model.input_blocks.1.0.time_stack.in_layers.0.weight", [320]
                )
            ]),
        known(
            "a UNet without text conditioning",
            [("model.diffusion_model.input_blocks.0.0.weight", [128, 4, 3, 3])]),
        known(
            "an SD 1.x UNet with 6 input channels", Model.unet("", inputs: 6, context: 768)),
    ]
}
