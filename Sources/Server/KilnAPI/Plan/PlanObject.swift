import Kiln
import Wire

/// What would run, as `POST /kiln/v1/plan` shows it.
struct PlanObject: WireObject {
    static let title = "Plan"

    var passes: [PassObject] = []
    var hop: HopObject?
    var images = 0
    var seed = 0
    var batchSize = 1
    var device = ""
    var memory = MemoryObject()
    var notes: [String] = []

    static let fields: [WireField<Self>] = [
        .init("passes", \.passes, "The passes, in order."),
        .init("hop", \.hop, "The way from one pass to the other; null for one pass."),
        .init("images", \.images, "How many images come out."),
        .init("seed", \.seed, "The seed of the first."),
        .init("batch_size", \.batchSize, "Images per forward batch."),
        .init("device", \.device, "Where this process would compute; a worker has its own."),
        .init("memory", \.memory, "Memory that it needs, as an estimate."),
        .init("notes", \.notes, "What a person should know before it runs."),
    ]
}

/// A pass of a plan.
struct PassObject: WireObject {
    static let title = "PlanPass"

    var pass = ""
    var isKept = false
    var checkpoint = ""
    var sha256: String?
    var architecture = ""
    var prediction = ""
    var latentSpace = ""
    var parts: [PartObject] = []
    var loras: [LoraObject] = []
    var embeddings: [String] = []
    var width = 0
    var height = 0
    var outputWidth = 0
    var outputHeight = 0
    var steps = 0
    var scheduleSteps = 0
    var sampler = ""
    var schedule = ""
    var cfgScale = 0.0
    var guidance: [String] = []
    var denoisingStrength: Double?
    var takesOverAt: Double?
    var dtype = ""

    static let fields: [WireField<Self>] = [
        .init("pass", \.pass, "Which it is: first pass, refiner, hires pass."),
        .init(
            "kept", \.isKept,
            "Whether its results are there already, so that it does not run and takes no memory."),
        .init("checkpoint", \.checkpoint, "Its checkpoint."),
        .init("sha256", \.sha256, "The checkpoint's SHA-256; null until it was used once."),
        .init("architecture", \.architecture, "The checkpoint's family."),
        .init("prediction", \.prediction, "What its UNet predicts: epsilon, v, edm."),
        .init("latent_space", \.latentSpace, "Whose latents it works on."),
        .init("parts", \.parts, "UNet, VAE and text encoders, and where they come from."),
        .init("loras", \.loras, "The LoRAs that its prompts name."),
        .init("embeddings", \.embeddings, "The textual inversions that its prompts name."),
        .init("width", \.width, "The width that was asked for, in pixels."),
        .init("height", \.height, "The height that was asked for, in pixels."),
        .init("output_width", \.outputWidth, "The width that comes out, in pixels."),
        .init("output_height", \.outputHeight, "The height that comes out, in pixels."),
        .init("steps", \.steps, "Steps that run."),
        .init(
            "schedule_steps", \.scheduleSteps, "Steps of the schedule; they are its end."),
        .init("sampler", \.sampler, "The sampler."),
        .init("schedule", \.schedule, "The schedule of noise levels."),
        .init("cfg_scale", \.cfgScale, "Guidance scale."),
        .init("guidance", \.guidance, "What changes guidance beside its scale."),
        .init(
            "denoising_strength", \.denoisingStrength,
            "How much of the schedule is run; null for a pass from noise."),
        .init(
            "takes_over_at", \.takesOverAt,
            "The share of the first pass's steps after which a refiner takes over."),
        .init("dtype", \.dtype, "The type that the UNet computes in."),
    ]
}

/// A part of a pass.
struct PartObject: WireObject {
    static let title = "PlanPart"

    var part = ""
    var file = ""
    var source = ""
    var type = ""
    var bytes = 0

    static let fields: [WireField<Self>] = [
        .init("part", \.part, "Which it is."),
        .init("file", \.file, "The file it is read from."),
        .init("source", \.source, "checkpoint, or module where it stands in for the checkpoint's."),
        .init("type", \.type, "The type that it is stored in."),
        .init("bytes", \.bytes, "Bytes of it in the file."),
    ]
}

/// A LoRA of a pass.
struct LoraObject: WireObject {
    static let title = "PlanLora"

    var name = ""
    var file = ""
    var kinds: [String] = []
    var matched = 0
    var unmatched = 0

    static let fields: [WireField<Self>] = [
        .init("name", \.name, "Its name in prompts."),
        .init("file", \.file, "Its file."),
        .init("kinds", \.kinds, "How it changes weights."),
        .init("matched", \.matched, "Modules of it that have a place in the pass's models."),
        .init("unmatched", \.unmatched, "Modules of it that have none."),
    ]
}

/// The way between two passes.
struct HopObject: WireObject {
    static let title = "PlanHop"

    var way = ""
    var upscaler = ""
    var from = ""
    var to = ""
    var reason = ""

    static let fields: [WireField<Self>] = [
        .init("way", \.way, "Through latents or through pixels."),
        .init("upscaler", \.upscaler, "What enlarges."),
        .init("from", \.from, "The file of the VAE that decodes."),
        .init("to", \.to, "The file of the VAE that encodes."),
        .init("reason", \.reason, "Why this way."),
    ]
}

/// Memory that a plan needs.
struct MemoryObject: WireObject {
    static let title = "PlanMemory"

    var weights: [Int] = []
    var allWeights = 0
    var activations = 0
    var total = 0

    static let fields: [WireField<Self>] = [
        .init("weights", \.weights, "Bytes of each pass's weights, in the types they compute in."),
        .init("all_weights", \.allWeights, "Bytes of all weights, shared parts counted once."),
        .init("activations", \.activations, "Bytes of intermediate values in the largest step."),
        .init("total", \.total, "Both together."),
    ]
}
