import Wire

/// What tells a job from others in a list. It is made when the job is accepted, and kept with it.
struct JobSummaryObject: WireObject {
    static let title = "JobSummary"

    /// What a job does.
    enum Work: String, WireChoice {
        case text, image, from, upscale
    }

    var work = Work.text
    var prompt = ""
    var negativePrompt = ""
    var prompts = 0
    var checkpoint: String?
    var width: Int?
    var height: Int?
    var steps: Int?
    var hires: HiresSummaryObject?
    var from = 0
    var upscaler: String?

    static let fields: [WireField<Self>] = [
        .init(
            "work", \.work,
            """
            Where its pictures come from: a text alone, an image, the first passes of chosen images, or \
            enlarging without a diffusion model.
            """),
        .init("prompt", \.prompt, "The beginning of its first prompt: 200 characters at most."),
        .init("negative_prompt", \.negativePrompt, "The beginning of what is not to be shown."),
        .init("prompts", \.prompts, "How many prompts it has."),
        .init("checkpoint", \.checkpoint, "The first pass's checkpoint."),
        .init("width", \.width, "The first pass's width in pixels."),
        .init("height", \.height, "The first pass's height in pixels."),
        .init("steps", \.steps, "Steps of the first pass as they were asked for."),
        .init("hires", \.hires, "The second pass; null if there is none."),
        .init("from", \.from, "How many chosen images it finishes."),
        .init("upscaler", \.upscaler, "What enlarges, if nothing else is done."),
    ]
}

/// What tells a second pass from others.
struct HiresSummaryObject: WireObject {
    static let title = "HiresSummary"

    var checkpoint = ""
    var width = 0
    var height = 0
    var steps = 0
    var denoisingStrength: Double?

    static let fields: [WireField<Self>] = [
        .init("checkpoint", \.checkpoint, "Its checkpoint."),
        .init("width", \.width, "The width that comes out, in pixels."),
        .init("height", \.height, "The height that comes out, in pixels."),
        .init("steps", \.steps, "Steps that run."),
        .init("denoising_strength", \.denoisingStrength, "How much of the schedule is run again."),
    ]
}
