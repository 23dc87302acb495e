package import Prompts
package import WebUI
import Wire

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
    /// The most that is told of what all LoRAs say of themselves, in bytes.
    private static let mostBytes = 32 << 20

    /// The LoRAs of a folder.
    package static func all(in folder: ModelFolder) -> [LoraItem] {
        let loras = folder.loras
        var room = mostBytes
        return zip(loras, folder.metadata(of: loras)).map { entry, metadata in
            room -= metadata.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
            return LoraItem(entry, metadata, isTold: room >= 0)
        }
    }

    private init(_ entry: LoraEntry, _ metadata: [String: String], isTold: Bool) {
        self.init()
        name = entry.name
        alias = LoraEntry.trainedName(metadata) ?? entry.name
        path = entry.path.baseName
        guard isTold else { return }
        self.metadata = JSONObject(
            metadata.sorted { $0.key < $1.key }.map { ($0.key, Self.value($0.value)) })
    }

    /// An object where a text is one, as the frequencies of tags are; else the text.
    private static func value(_ text: String) -> JSONValue {
        guard text.hasPrefix("{"), let object = try? JSONValue(parsing: text.utf8) else {
            return .string(text)
        }
        return object
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
