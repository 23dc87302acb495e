package import Wire

/// An element of `GET /sdapi/v1/sd-models`.
package struct CheckpointItem: WireObject {
    package static let title = "Checkpoint"

    package var title = ""
    package var modelName = ""
    package var hash: String?
    package var sha256: String?
    package var filename = ""
    package var config: String?

    package init() {}

    package static let fields: [WireField<CheckpointItem>] = [
        .init("title", \.title, "The name with the hash, which requests may use."),
        .init("model_name", \.modelName, "The name without extension."),
        .init("hash", \.hash, "Ten digits of the hash, if it is known."),
        .init("sha256", \.sha256, "The hash, if it is known."),
        .init("filename", \.filename, "The file, from the model folder."),
        .init("config", \.config, "Always null."),
    ]
}

/// An element of `GET /sdapi/v1/sd-modules` and `GET /sdapi/v1/sd-vae`.
package struct ModuleItem: WireObject {
    package static let title = "Module"

    package var modelName = ""
    package var filename = ""

    package init() {}

    /// A module of a file.
    package init(_ modelName: String, filename: String) {
        (self.modelName, self.filename) = (modelName, filename)
    }

    package static let fields: [WireField<ModuleItem>] = [
        .init("model_name", \.modelName, "The file's name, which requests use."),
        .init("filename", \.filename, "The file, from the model folder."),
    ]
}

/// An element of `GET /sdapi/v1/loras`.
package struct LoraItem: WireObject {
    package static let title = "Lora"

    package var name = ""
    package var alias = ""
    package var path = ""
    package var metadata: JSONObject = [:]

    package init() {}

    package static let fields: [WireField<LoraItem>] = [
        .init("name", \.name, "The name in prompts."),
        .init("alias", \.alias, "Another name in prompts."),
        .init("path", \.path, "The file, from the model folder."),
        .init("metadata", \.metadata, "What the file says of itself."),
    ]
}

/// What `GET /sdapi/v1/embeddings` answers.
package struct EmbeddingsResponse: WireObject {
    package static let title = "Embeddings"

    package var loaded: [String: EmbeddingItem] = [:]
    package var skipped: [String: EmbeddingItem] = [:]

    package init() {}

    package static let fields: [WireField<EmbeddingsResponse>] = [
        .init("loaded", \.loaded, "Embeddings by name."),
        .init("skipped", \.skipped, "Embeddings that do not fit the present checkpoint."),
    ]
}

/// A textual inversion.
package struct EmbeddingItem: WireObject {
    package static let title = "Embedding"

    package var step: Int?
    package var checkpoint: String?
    package var checkpointName: String?
    package var shape = 0
    package var vectors = 0

    package init() {}

    /// An embedding of some vectors.
    package init(width: Int, vectors: Int) { (shape, self.vectors) = (width, vectors) }

    package static let fields: [WireField<EmbeddingItem>] = [
        .init("step", \.step, "The step of its training, if it is known."),
        .init("sd_checkpoint", \.checkpoint, "The hash of the checkpoint it was trained on."),
        .init("sd_checkpoint_name", \.checkpointName, "The name of that checkpoint."),
        .init("shape", \.shape, "Numbers of a vector."),
        .init("vectors", \.vectors, "Vectors."),
    ]
}

/// An element of `GET /sdapi/v1/hypernetworks`.
package struct HypernetworkItem: WireObject {
    package static let title = "Hypernetwork"

    package var name = ""
    package var path: String?

    package init() {}

    package static let fields: [WireField<HypernetworkItem>] = [
        .init("name", \.name, "The name."), .init("path", \.path, "The file."),
    ]
}

/// An element of `GET /sdapi/v1/face-restorers`.
package struct FaceRestorerItem: WireObject {
    package static let title = "FaceRestorer"

    package var name = ""
    package var folder: String?

    package init() {}

    package static let fields: [WireField<FaceRestorerItem>] = [
        .init("name", \.name, "The name."), .init("cmd_dir", \.folder, "Its folder."),
    ]
}

/// An element of `GET /sdapi/v1/realesrgan-models`.
package struct RealESRGANItem: WireObject {
    package static let title = "RealESRGANModel"

    package var name = ""
    package var path: String?
    package var scale: Int?

    package init() {}

    package static let fields: [WireField<RealESRGANItem>] = [
        .init("name", \.name, "The name."), .init("path", \.path, "The file."),
        .init("scale", \.scale, "Its factor."),
    ]
}

/// An element of `GET /sdapi/v1/prompt-styles`.
package struct StyleItem: WireObject {
    package static let title = "Style"

    package var name = ""
    package var prompt: String?
    package var negativePrompt: String?

    package init() {}

    package static let fields: [WireField<StyleItem>] = [
        .init("name", \.name, "The name in requests."),
        .init("prompt", \.prompt, "What it puts around prompts."),
        .init("negative_prompt", \.negativePrompt, "What it puts around negative prompts."),
    ]
}
