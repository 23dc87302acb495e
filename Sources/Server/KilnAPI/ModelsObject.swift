import Checkpoints
import Kiln
import Prompts
import Samplers
import Wire

/// What the model folder holds, and what else requests can name.
struct ModelsObject: WireObject {
    static let title = "KilnModels"

    var checkpoints: [ModelFileObject] = []
    var modules: [ModelFileObject] = []
    var loras: [ModelFileObject] = []
    var embeddings: [ModelFileObject] = []
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

/// A model file.
struct ModelFileObject: WireObject {
    static let title = "KilnModel"

    var name = ""
    var title = ""
    var summary = ""
    var families: [String] = []
    var use = ""
    var isUsable = false
    var latentSpace: String?
    var prediction: String?
    var nativeWidth: Int?
    var nativeHeight: Int?
    var byteCount = 0
    var sha256: String?

    static let fields: [WireField<Self>] = [
        .init("name", \.name, "The name by which requests and prompts ask for it."),
        .init("title", \.title, "The name with the beginning of its hash, if that is known."),
        .init("summary", \.summary, "What it is, in a few words."),
        .init("families", \.families, "The families whose passes take it."),
        .init("use", \.use, "What it can be used for, or why for nothing."),
        .init("usable", \.isUsable, "Whether something that runs takes it."),
        .init("latent_space", \.latentSpace, "The latent space of its UNet."),
        .init("prediction", \.prediction, "What its UNet predicts: epsilon, v, edm."),
        .init(
            "native_width", \.nativeWidth,
            "The width that its family was made for, in pixels: what a job without one gets."),
        .init("native_height", \.nativeHeight, "The height that its family was made for."),
        .init("bytes", \.byteCount, "Bytes of the file."),
        .init("sha256", \.sha256, "The file's SHA-256; null until it was used once."),
    ]
}

extension ModelsObject {
    /// What a folder holds.
    ///
    /// - Parameter reports: what is known of its files already.
    /// - Throws: `PromptError` if the file of styles cannot be read.
    init(_ folder: ModelFolder, _ reports: ReportCache) throws {
        let loras = folder.loras
        let embeddings = folder.embeddings
        checkpoints = folder.checkpoints.map { entry in
            var object = ModelFileObject(entry.path, named: entry.name, reports, in: folder)
            (object.title, object.sha256) = (entry.title, entry.sha256)
            return object
        }
        modules = folder.modules.map {
            ModelFileObject($0.path, named: $0.name, reports, in: folder)
        }
        self.loras = loras.map { ModelFileObject($0.path, named: $0.name, reports, in: folder) }
        self.embeddings = embeddings.map {
            ModelFileObject($0.path, named: $0.name, reports, in: folder)
        }
        styles = try folder.styles().names
        samplers = SamplerKind.all.map(\.name)
        schedulers = ScheduleKind.all.map(\.label)
        upscalers = HopPlan.Way.names
        reports.keep(
            folder.checkpoints.map(\.path) + folder.modules.map(\.path) + loras.map(\.path)
                + embeddings.map(\.path))
    }
}

extension ModelFileObject {
    /// A file under the name that requests give it.
    fileprivate init(
        _ path: String, named name: String, _ reports: ReportCache, in folder: ModelFolder
    ) {
        (self.name, title) = (name, name)
        do throws(CheckpointError) {
            let report = try reports.report(of: path)
            summary = report.architecture
            (families, use, isUsable) = (report.families, report.use, report.isUsable)
            (latentSpace, prediction) = (report.latentSpace, report.prediction?.rawValue)
            (nativeWidth, nativeHeight) = (report.nativeSize, report.nativeSize)
            byteCount = report.bytes
        } catch {
            summary = "cannot be read"
            use = "\(folder.told(error))"
        }
    }
}
