package import Wire

/// What txt2img and img2img answer.
package struct GenerationResponse: WireObject {
    package static let title = "GenerationResponse"

    package var images: [String] = []
    package var parameters: JSONObject = [:]
    package var info = ""
    package var warnings: [String]?

    package init() {}

    package static let fields: [WireField<GenerationResponse>] = [
        .init("images", \.images, "The images' files in base64."),
        .init("parameters", \.parameters, "The request with everything that was preset."),
        .init("info", \.info, "How the images were made, as a text of JSON."),
        .init(
            "warnings", \.warnings, "What of the request had no effect, a sentence each.",
            .whereKnown),
    ]
}

/// How images were made: what ``GenerationResponse/info`` holds as a text.
package struct GenerationInfo: WireObject {
    package static let title = "GenerationInfo"

    package var prompts = Prompts()
    package var seeds = Seeds()
    package var sampling = Sampling()
    package var models = Models()
    package var record = Record()

    package init() {}

    package static let fields: [WireField<GenerationInfo>] =
        Prompts.fields.map { $0.lifted(to: \.prompts) }
        + Seeds.fields.map { $0.lifted(to: \.seeds) }
        + Sampling.fields.map { $0.lifted(to: \.sampling) }
        + Models.fields.map { $0.lifted(to: \.models) }
        + Record.fields.map { $0.lifted(to: \.record) }

    /// What steered the images.
    package struct Prompts: Sendable {
        package var all: [String] = []
        package var allNegative: [String] = []
        package var first = ""
        package var firstNegative = ""

        fileprivate static let fields: [WireField<Prompts>] = [
            .init("prompt", \.first, "The first image's prompt."),
            .init("all_prompts", \.all, "Every image's prompt."),
            .init("negative_prompt", \.firstNegative, "The first image's negative prompt."),
            .init("all_negative_prompts", \.allNegative, "Every image's negative prompt."),
        ]
    }

    /// Where the images' noise came from.
    package struct Seeds: Sendable {
        package var first = 0
        package var all: [Int] = []
        package var firstSubseed = 0
        package var allSubseeds: [Int] = []
        package var subseedStrength = 0.0
        package var resizeFromWidth = -1
        package var resizeFromHeight = -1

        fileprivate static let fields: [WireField<Seeds>] = [
            .init("seed", \.first, "The first image's seed."),
            .init("all_seeds", \.all, "Every image's seed."),
            .init("subseed", \.firstSubseed, "The first image's subseed."),
            .init("all_subseeds", \.allSubseeds, "Every image's subseed."),
            .init("subseed_strength", \.subseedStrength, "The share of the subseeds' noise."),
            .init("seed_resize_from_w", \.resizeFromWidth, "Width whose noise was used, or -1."),
            .init("seed_resize_from_h", \.resizeFromHeight, "Height whose noise was used, or -1."),
        ]
    }

    /// How they were sampled.
    package struct Sampling: Sendable {
        package var width = 0
        package var height = 0
        package var sampler = ""
        package var cfgScale = 0.0
        package var steps = 0
        package var batchSize = 1
        package var denoisingStrength: Double?
        package var clipSkip = 1

        fileprivate static let fields: [WireField<Sampling>] = [
            .init("width", \.width, "Width of the first pass."),
            .init("height", \.height, "Height of the first pass."),
            .init("sampler_name", \.sampler, "Sampler of the first pass."),
            .init("cfg_scale", \.cfgScale, "Guidance scale of the first pass."),
            .init("steps", \.steps, "Steps of the first pass."),
            .init("batch_size", \.batchSize, "Images of a batch."),
            .init("denoising_strength", \.denoisingStrength, "Share that was made anew, if any."),
            .init("clip_skip", \.clipSkip, "Clip skip."),
        ]
    }

    /// What made them.
    package struct Models: Sendable {
        package var name = ""
        package var hash: String?
        package var vaeName: String?
        package var vaeHash: String?
        package var restoresFaces = false
        package var faceRestoration: String?
        package var isInpainting = false

        fileprivate static let fields: [WireField<Models>] = [
            .init("restore_faces", \.restoresFaces, "Whether faces were restored."),
            .init("face_restoration_model", \.faceRestoration, "What restored them."),
            .init("sd_model_name", \.name, "The first pass's model."),
            .init("sd_model_hash", \.hash, "Ten digits of its hash."),
            .init("sd_vae_name", \.vaeName, "The VAE, where it is not the checkpoint's own."),
            .init("sd_vae_hash", \.vaeHash, "Ten digits of its hash."),
            .init(
                "is_using_inpainting_conditioning", \.isInpainting,
                "Whether the model was shown a mask."),
        ]
    }

    /// What is kept of it.
    package struct Record: Sendable {
        package var extras: JSONObject = [:]
        package var firstImage = 0
        package var infotexts: [String] = []
        package var styles: [String] = []
        package var timestamp = "0"
        package var version = ""

        fileprivate static let fields: [WireField<Record>] = [
            .init("extra_generation_params", \.extras, "The infotext's entries beyond these."),
            .init("index_of_first_image", \.firstImage, "Place of the first image."),
            .init("infotexts", \.infotexts, "Every image's infotext."),
            .init("styles", \.styles, "The styles."),
            .init("job_timestamp", \.timestamp, "When it began: YYYYMMDDhhmmss."),
            .init("version", \.version, "The program's version."),
        ]
    }
}
