import Wire

/// A picture to begin with.
struct PictureBody: WireObject {
    static let title = "StartPicture"

    /// How the picture comes to the size, in the order of the web UI's `resize_mode`.
    enum Resizing: String, WireChoice {
        case stretch, crop, fill, latent
    }

    var picture = ""
    var resizing = Resizing.stretch
    var mask: String?
    var masking = MaskBody()
    var denoisingStrength = 0.75
    var noiseMultiplier = 1.0
    var imageCfgScale = 1.5
    var fixesSteps = false

    static let fields: [WireField<Self>] = [
        .init(
            "picture", \.picture,
            """
            A PNG, JPEG or WebP in base64, an image's id, or, as long as it is kept, the name of a \
            picture that came with a job, as the job's "request" has it.
            """, .required),
        .init(
            "resizing", \.resizing,
            """
            How it comes to the size: stretched, cropped, filled at its edges, or stretched as \
            latents.
            """),
        .init("mask", \.mask, "White where the picture is made anew; as \"picture\"."),
        .init("masking", \.masking, "How the mask is read and used."),
        .init(
            "denoising_strength", \.denoisingStrength, "How much of the schedule is run.",
            range: 0...1),
        .init(
            "noise_multiplier", \.noiseMultiplier, "Factor of the noise that the picture gets.",
            range: 0...1.5),
        .init(
            "image_cfg_scale", \.imageCfgScale,
            "How much an editing model holds on to the picture.", range: 0...100),
        .init("fix_steps", \.fixesSteps, "Whether as many steps run as were asked for."),
    ]
}

/// How a mask is read and used, with what the web UI's page presets.
struct MaskBody: WireObject {
    static let title = "Masking"

    /// What the masked part begins as, in the order of the web UI's `inpainting_fill`.
    enum Content: String, WireChoice {
        case fill, original
        case latentNoise = "latent_noise"
        case latentNothing = "latent_nothing"
    }

    var blur = 4
    var isInverted = false
    var isSoft = false
    var content = Content.original
    var isOnlyMasked = false
    var padding = 32
    var weight = 1.0

    static let fields: [WireField<Self>] = [
        .init("blur", \.blur, "Blur of its edge, in pixels.", range: 0...4096),
        .init("invert", \.isInverted, "Whether black is made anew and white kept."),
        .init("soft", \.isSoft, "Whether its shades are shares, and not black or white."),
        .init("content", \.content, "What the masked part begins as."),
        .init(
            "only_masked", \.isOnlyMasked,
            "Whether the masked part alone is made, at the full size, and put back."),
        .init(
            "padding", \.padding, "Pixels around the masked part that are seen too.",
            range: 0...4096),
        .init(
            "weight", \.weight, "How far what is masked is hidden from an inpainting model.",
            range: 0...1),
    ]
}
