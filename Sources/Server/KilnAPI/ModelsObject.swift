import Kiln
import Prompts
import Samplers
import Wire

/// What the model folder holds, and what else requests can name.
struct ModelsObject: WireObject {
    static let title = "KilnModels"

    var checkpoints: [CheckpointObject] = []
    var modules: [String] = []
    var loras: [String] = []
    var embeddings: [String] = []
    var styles: [String] = []
    var samplers: [String] = []
    var schedulers: [String] = []
    var upscalers: [String] = []

    static let fields: [WireField<Self>] = [
        .init("checkpoints", \.checkpoints, "The checkpoints, in the folder's order."),
        .init("modules", \.modules, "VAEs and text encoders in files of their own."),
        .init("loras", \.loras, "LoRAs, by the names that prompts give them."),
        .init("embeddings", \.embeddings, "Textual inversions, by the words that prompts have."),
        .init("styles", \.styles, "Styles."),
        .init("samplers", \.samplers, "Samplers."),
        .init("schedulers", \.schedulers, "Schedules of noise levels, by their labels."),
        .init("upscalers", \.upscalers, "What enlarges between two passes."),
    ]
}

/// A checkpoint.
struct CheckpointObject: WireObject {
    static let title = "KilnCheckpoint"

    var name = ""
    var title = ""
    var sha256: String?

    static let fields: [WireField<Self>] = [
        .init("name", \.name, "Its file, from the folder of checkpoints."),
        .init("title", \.title, "Its name with the beginning of its hash, if that is known."),
        .init("sha256", \.sha256, "The file's SHA-256; null until it was used once."),
    ]
}

extension ModelsObject {
    /// What a folder holds.
    ///
    /// - Throws: `PromptError` if the file of styles cannot be read.
    init(_ folder: ModelFolder) throws {
        checkpoints = folder.checkpoints.map {
            var object = CheckpointObject()
            (object.name, object.title, object.sha256) = ($0.name, $0.title, $0.sha256)
            return object
        }
        modules = folder.modules.map(\.name)
        loras = folder.loras.map(\.name)
        embeddings = folder.embeddings.map(\.name)
        styles = try folder.styles().names
        samplers = SamplerKind.all.map(\.name)
        schedulers = ScheduleKind.all.map(\.label)
        upscalers = HopPlan.Way.names
    }
}
