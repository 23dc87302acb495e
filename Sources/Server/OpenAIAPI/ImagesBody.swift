import Wire

/// What `POST /v1/images/generations` takes: OpenAI's fields, and a few of Kiln's own.
struct ImagesBody: WireObject {
    static let title = "ImageGenerationRequest"
    static let manner = WireManner.lenient

    /// How images are handed out.
    enum ResponseFormat: String, WireChoice {
        case url
        case base64 = "b64_json"
    }

    var prompt = ""
    var model: String?
    var count = 1
    var size: String?
    var quality: String?
    var responseFormat: ResponseFormat?
    var outputFormat: OutputBody.Format?
    var outputCompression: Int?
    var streams = false
    var partialImages = 0
    var user: String?
    var negativePrompt = ""
    var seed = -1
    var steps: Int?
    var cfgScale: Double?
    var sampler: String?
    var denoisingStrength: Double?
    var hires: Strict<HiresBody>?

    static let fields: [WireField<Self>] = [
        .init("prompt", \.prompt, "What to show.", .required),
        .init(
            "model", \.model,
            "The checkpoint, as /v1/models names it; OpenAI's own names take the first of them."),
        .init("n", \.count, "How many images.", range: 1...10),
        .init("size", \.size, "WIDTHxHEIGHT in pixels; auto is what the model was made for."),
        .init("quality", \.quality, "low runs 12 steps, high and hd 40, all others 20."),
        .init(
            "response_format", \.responseFormat,
            "How images are handed out; without it they are given both ways."),
        .init("output_format", \.outputFormat, "The file format."),
        .init(
            "output_compression", \.outputCompression, "Quality of JPEG and WebP, in percent.",
            range: 0...100),
        .init("stream", \.streams, "Whether the images come as events, with partial ones before."),
        .init(
            "partial_images", \.partialImages, "Partial images of each image.", range: 0...3),
        .init("user", \.user, "Taken, and not used."),
        .init("negative_prompt", \.negativePrompt, "Kiln's own: what not to show."),
        .init("seed", \.seed, "Kiln's own: the seed; -1 draws one.", range: -1...(.max)),
        .init("steps", \.steps, "Kiln's own: sampler steps.", range: 1...1000),
        .init("cfg_scale", \.cfgScale, "Kiln's own: guidance scale.", range: 0...100),
        .init("sampler", \.sampler, "Kiln's own: the sampler."),
        .init(
            "denoising_strength", \.denoisingStrength,
            "Kiln's own: how much of an edited picture is made anew.", range: 0...1),
        .init("hires", \.hires, "Kiln's own: a second pass."),
    ]
}

/// What the images API answers.
struct ImagesObject: WireObject {
    static let title = "ImagesResponse"

    var created = 0
    var data: [ImageData] = []

    static let fields: [WireField<Self>] = [
        .init("created", \.created, "When, in Unix seconds."),
        .init("data", \.data, "The images."),
    ]
}

/// An image of the images API.
struct ImageData: WireObject {
    static let title = "ImageData"

    var base64: String?
    var url: String?

    static let fields: [WireField<Self>] = [
        .init("b64_json", \.base64, "The file in base64.", .whereKnown),
        .init("url", \.url, "Where the file is.", .whereKnown),
    ]
}

/// A model of the models API.
struct ModelObject: WireObject {
    static let title = "Model"

    var id = ""
    var object = "model"
    var created = 0
    var owner = "local"

    static let fields: [WireField<Self>] = [
        .init("id", \.id, "Its name."),
        .init("object", \.object, "Always model."),
        .init("created", \.created, "Always 0: the file's time is not told."),
        .init("owned_by", \.owner, "Always local."),
    ]
}

/// What the models API answers.
struct ModelListObject: WireObject {
    static let title = "ModelList"

    var object = "list"
    var data: [ModelObject] = []

    static let fields: [WireField<Self>] = [
        .init("object", \.object, "Always list."),
        .init("data", \.data, "The checkpoints."),
    ]
}
