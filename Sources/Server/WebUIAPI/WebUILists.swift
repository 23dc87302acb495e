import Kiln
import Prompts
import WebUI
import Wire

/// The endpoints that list what requests can name.
struct WebUILists: Sendable {
    let intake: Intake

    private var shelf: ModelShelf { intake.shelf }

    var routes: [Route] { sampling + files + scripts }

    /// An endpoint that answers a list.
    private func list<Item: WireValue>(
        _ path: String, _ summary: String,
        _ items: @escaping @Sendable (ModelFolder) throws -> Item
    ) -> Route {
        let operation = WebUIRoutes.operation(.get, path, summary, .json(Item.self), scope: .read)
        return Route(operation, .webUI) { _ in .json(try await shelf.reading(items)) }
    }

    // MARK: Sampling

    private var sampling: [Route] {
        [
            list("samplers", "Lists samplers.") { _ in SamplerItem.all },
            list("schedulers", "Lists schedules of noise levels.") { _ in SchedulerItem.all },
            list("upscalers", "Lists what enlarges pictures.") { _ in UpscalerItem.plain },
            list("latent-upscale-modes", "Lists what enlarges latents.") { _ in
                NamedItem.latentUpscalers
            },
        ]
    }

    // MARK: Files

    private var files: [Route] {
        [
            list("sd-models", "Lists checkpoints.") { $0.checkpoints.map { CheckpointItem($0) } },
            list("sd-modules", "Lists VAEs and text encoders in files of their own.") {
                $0.modules.map { ModuleItem($0) }
            },
            list("sd-vae", "Lists VAEs in files of their own.") { folder in
                folder.modules.filter { $0.path.hasPrefix(folder.path + "/VAE/") }
                    .map { ModuleItem($0) }
            },
            list("loras", "Lists LoRAs.") { LoraItem.all(in: $0) },
            list("embeddings", "Lists textual inversions.") { EmbeddingsResponse(in: $0) },
            list("prompt-styles", "Lists styles.") { folder in
                try folder.styles().styles.map { StyleItem($0) }
            },
            list("hypernetworks", "Lists hypernetworks: none.") { _ in [HypernetworkItem]() },
            list("face-restorers", "Lists restorers of faces: none.") { _ in [FaceRestorerItem]() },
            list("realesrgan-models", "Lists Real-ESRGAN's models: none.") { _ in
                [RealESRGANItem]()
            },
        ]
    }

    // MARK: Scripts

    private var scripts: [Route] {
        [
            list("scripts", "Lists scripts.") { _ in
                var scripts = ScriptsResponse()
                scripts.textToImage = WebUIScript.textToImageNames
                scripts.imageToImage = WebUIScript.imageToImageNames
                return scripts
            },
            list("script-info", "Describes scripts.") { _ in
                [ScriptInfo.sdUpscale(upscalers: UpscalerItem.plain.map(\.name))]
            },
            list("extensions", "Lists extensions: none.") { _ in [ExtensionItem]() },
        ]
    }
}
