import Checkpoints
import Kiln
import KilnTesting
import Testing

/// VAEs and text encoders alone, in every naming.
@Suite struct ModuleTableTests {
    private typealias Model = HeaderModel

    @Test(arguments: vaes + encoders + others)
    func `a module is what its one model is`(sample: Sample) throws {
        #expect(try sample.found == sample.expected)
    }

    private static let sd = "module for SD 1.x, SD 2.x, SDXL, SDXL refiner"
    private static let flux = "for Flux and SD 3, which do not run yet"

    private static let vaes = [
        Sample("VAE for SD 1.x, SD 2.x or SDXL", "vae", sd, Model.vae("")),
        Sample("VAE for SD 1.x, SD 2.x or SDXL", "vae", sd, Model.vae()),
        Sample("VAE for SD 1.x, SD 2.x or SDXL", "vae", sd, Model.vae("vae.")),
        Sample("VAE for SD 1.x, SD 2.x or SDXL", "vae", sd, Model.diffusersVAE()),
        Sample("VAE for Flux or SD 3", "vae", flux, Model.vae("", channels: 16)),
        Sample("VAE for Flux or SD 3", "vae", flux, Model.diffusersVAE(channels: 16)),
        Sample(
            "VAE for Flux.2", "vae", "fits no family that runs", Model.vae("", channels: 32)),
        Sample(
            "VAE with 3 latent channels", "vae", "fits no family that runs",
            Model.vae("", channels: 3)),
    ]

    private static let encoders = [
        Sample(
            "CLIP-L text encoder", "textEncoder", "module for SD 1.x, SDXL", Model.clip("")),
        Sample(
            "CLIP-L text encoder", "textEncoder", "module for SD 1.x, SDXL",
            Model.clip("", old: true)),
        Sample(
            "CLIP-L text encoder", "textEncoder", "module for SD 1.x, SDXL", Model.clip()),
        Sample(
            "CLIP-L text encoder", "textEncoder", "module for SD 1.x, SDXL",
            Model.clip("text_encoders.clip_l.transformer.")),
        Sample(
            "CLIP-L text encoder", "textEncoder", "module for SD 1.x, SDXL",
            Model.openCLIP("", width: 768, layers: 12)),
        Sample(
            "OpenCLIP-G text encoder", "textEncoder", "module for SDXL, SDXL refiner",
            Model.clip("", width: 1280, layers: 32)),
        Sample(
            "OpenCLIP-G text encoder", "textEncoder", "module for SDXL, SDXL refiner",
            Model.openCLIP("", width: 1280, layers: 32)),
        Sample(
            "OpenCLIP-G text encoder", "textEncoder", "module for SDXL, SDXL refiner",
            Model.openCLIP("conditioner.embedders.1.model.", width: 1280, layers: 32)),
        Sample(
            "OpenCLIP-H text encoder", "textEncoder", "module for SD 2.x",
            Model.openCLIP("", width: 1024)),
        Sample(
            "OpenCLIP-H text encoder", "textEncoder", "module for SD 2.x",
            Model.clip("", width: 1024, layers: 23)),
        Sample("T5-XXL", "textEncoder", flux, Model.t5()),
        Sample("T5-XXL", "textEncoder", flux, Model.t5("text_encoders.t5xxl.transformer.")),
        Sample("T5-XXL", "textEncoder", flux, Model.ggufT5()),
        Sample(
            "CLIP-L text encoder and T5-XXL", "textEncoder", "module for SD 1.x, SDXL",
            Model.clip("text_encoders.clip_l.transformer.")
                + Model.t5("text_encoders.t5xxl.transformer.")),
        Sample(
            "VAE and CLIP-L text encoder", "modules", sd, Model.vae() + Model.clip()),
    ]

    private static let others = [
        Sample(
            "a tiny autoencoder (TAESD)", "other", Sample.notYet, [("taesd_decoder.1.weight", [1])]),
        Sample(
            "a CLIP vision encoder", "other", Sample.notYet,
            [("vision_model.encoder.layers.0.layer_norm1.weight", [1])]),
        Sample(
            "a language model", "other", Sample.notYet,
            [("model.layers.0.self_attn.q_proj.weight", [1])]),
        Sample(
            "no model that is known", "unknown", "nothing known is in it", [("a", [1]), ("b", [1])]),
        Sample("no model that is known", "unknown", "nothing known is in it", []),
    ]

    @Test func `a text encoder's layers are counted`() throws {
        for (tensors, layers) in [
            (Model.clip("", width: 1024, layers: 23), 23), (Model.clip("", old: true), 12),
            (Model.openCLIP("", width: 1280, layers: 32), 32), (Model.t5(layers: 24), 24),
            (Model.ggufT5(layers: 24), 24),
        ] {
            let found = try HeaderFile(SafetensorsBuilder(tensors)).fingerprint
            #expect(found.components.map(\.layers) == [layers])
        }
    }

    @Test func `what lies beside a text encoder is not weighed with it`() throws {
        let vision: HeaderModel.Tensors = [
            ("vision_model.encoder.layers.0.layer_norm1.weight", [1024]), ("logit_scale", [1]),
            ("text_model.embeddings.position_ids", [1, 77]),
        ]
        let alone = try HeaderFile(SafetensorsBuilder(Model.clip(""))).fingerprint
        let beside = try HeaderFile(SafetensorsBuilder(Model.clip("") + vision)).fingerprint
        #expect(beside.components == alone.components)
    }

    @Test func `parts speak the naming they are in`() throws {
        let found = try HeaderFile(
            SafetensorsBuilder(
                Model.diffusersUNet("unet/", context: 768) + Model.diffusersVAE("vae/")
                    + Model.clip("text_encoder/"))
        ).fingerprint
        #expect(found.components.map(\.prefix) == ["unet/", "vae/", "text_encoder/"])
        #expect(
            found.components.map(\.dialect.kind) == [.diffusersUNet, .diffusersVAE, .original])
        #expect(found.unet?.dialect.foreign("input_blocks.0.0.weight") == "conv_in.weight")
        #expect(
            found.vae?.dialect.foreign("decoder.up.0.block.0.norm1.weight")
                == "decoder.up_blocks.0.resnets.0.norm1.weight")
    }
}
