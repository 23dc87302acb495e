package import Prompts
package import WebUI

// The folder's models as the web UI lists them. Files are named from the folder: where it lies is
// nobody's business.

extension CheckpointItem {
    /// A checkpoint.
    package init(_ entry: CheckpointEntry) {
        self.init()
        title = entry.title
        modelName = entry.modelName
        hash = entry.shortHash
        sha256 = entry.sha256
        filename = entry.name
    }
}

extension ModuleItem {
    /// A VAE's or a text encoder's file.
    package init(_ entry: ModuleEntry) { self.init(entry.name, filename: entry.name) }
}

extension LoraItem {
    /// A LoRA.
    package init(_ entry: LoraEntry) {
        self.init()
        name = entry.name
        alias = entry.name
        path = entry.path.baseName
    }
}

extension StyleItem {
    /// A style.
    package init(_ style: Style) {
        self.init()
        name = style.name
        prompt = style.prompt
        negativePrompt = style.negativePrompt
    }
}
