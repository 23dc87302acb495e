import Kiln
import KilnTesting

/// What is known of a plan before Kiln is asked: the families, modules and rules of
/// `docs/modules.md` written down a second time, independently of the planner.
struct PlanTable {
    /// A checkpoint of the table.
    struct Checkpoint: Sendable {
        let name: String
        let title: String
        /// Families of one letter share a latent space.
        let space: Character
        /// The text encoders that its UNet reads.
        let encoders: [(role: String, width: Int)]
        /// Whether it holds a VAE and its text encoders.
        var isWhole = true
        /// Why it does not run, if it does not.
        var refusal: String?
    }

    /// A module of the table.
    struct Module: Sendable {
        let name: String
        /// Latent channels of a VAE; `nil` for a text encoder.
        var channels: Int?
        /// Width of a text encoder; 0 for a VAE.
        var width = 0
    }

    static let checkpoints = [
        Checkpoint(name: "one", title: "SD 1.x", space: "a", encoders: [("CLIP-L", 768)]),
        Checkpoint(name: "two", title: "SD 2.x", space: "a", encoders: [("OpenCLIP-H", 1024)]),
        Checkpoint(name: "xl", title: "SDXL", space: "b", encoders: xlEncoders),
        Checkpoint(name: "bare", title: "SDXL", space: "b", encoders: xlEncoders, isWhole: false),
        Checkpoint(name: "inpaint", title: "SD 1.x", space: "a", encoders: [("CLIP-L", 768)]),
        refused(
            "sd3", "an SD 3 model (MMDiT) with sizes in multiples of 16 and the schedule Simple"),
        refused("flux", "a Flux.1 dev model with sizes in multiples of 16 and the schedule Simple"),
        Checkpoint(
            name: "vaefile", title: "", space: "-", encoders: [],
            refusal: "vaefile.safetensors holds no UNet (VAE for SD 1.x, SD 2.x or SDXL); choose "
                + "a checkpoint for the PASS, and give a VAE or text encoder with OPTION."),
    ]

    private static let xlEncoders = [("CLIP-L", 768), ("OpenCLIP-G", 1280)]

    private static func refused(_ name: String, _ what: String) -> Checkpoint {
        Checkpoint(
            name: name, title: "", space: "-", encoders: [],
            refusal: "\(name).safetensors is \(what), which does not run yet; choose a checkpoint "
                + "of SD 1.x, SD 2.x, SDXL or SDXL refiner for the PASS.")
    }

    static let modules = [
        Module(name: "four", channels: 4), Module(name: "sixteen", channels: 16),
        Module(name: "clip_l", width: 768), Module(name: "clip_h", width: 1024),
        Module(name: "clip_g", width: 1280),
    ]

    /// The modules that a first pass is given.
    static let firstModules: [[String]] = [
        [], ["Built-in"], ["four", "clip_l"], ["sixteen"], ["four", "clip_l", "clip_g"],
    ]

    /// The modules that a hires pass is given.
    static let hiresModules: [[String]?] = [
        nil, ["Use same choices"], [], ["Built-in"], ["four"], ["sixteen"], ["clip_h"],
        ["clip_l", "clip_g", "four"], ["Use same choices", "four"], ["clip_x"],
    ]

    static let upscalers: [String?] = [nil, "Latent (nearest)", "Lanczos", "4x-Bogus"]

    /// The folder that holds the table's files.
    static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder.families()
        try folder.add(
            "Stable-diffusion/bare",
            HeaderCheckpoint.unet(context: 2048, linear: true, vector: 2816))
        try folder.add("Stable-diffusion/inpaint", HeaderCheckpoint.sd1(inputs: 9))
        let unet = "model.diffusion_model."
        try folder.add(
            "Stable-diffusion/sd3",
            SafetensorsBuilder([
                (unet + "joint_blocks.0.context_block.attn.qkv.weight", [4608, 1536]),
                (unet + "x_embedder.proj.weight", [1536, 16, 2, 2]),
            ]))
        try folder.add(
            "Stable-diffusion/flux",
            SafetensorsBuilder([
                (unet + "double_blocks.0.img_attn.norm.key_norm.scale", [128]),
                (unet + "guidance_in.in_layer.weight", [3072, 256]),
            ]))
        try folder.add("Stable-diffusion/vaefile", HeaderCheckpoint.vae())
        for module in modules {
            try folder.add(
                module.channels == nil ? "text_encoder/\(module.name)" : "VAE/\(module.name)",
                module.channels.map { HeaderCheckpoint.vae(channels: $0) }
                    ?? (module.width == 768
                        ? HeaderCheckpoint.huggingFaceText(width: 768)
                        : HeaderCheckpoint.openCLIPText(width: module.width)))
        }
        return folder
    }
}
