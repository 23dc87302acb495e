/// A LoRA's file in the model folder.
public struct LoraEntry: Sendable, Hashable {
    /// The file.
    public let path: String
    /// The name by which prompts ask for it: the file's base name without extension.
    public var name: String { path.baseName.withoutExtension }
}

extension ModelFolder {
    /// The folders that hold LoRAs and their relatives.
    static let loraFolders = ["Lora", "LyCORIS"]

    /// The LoRAs in `Lora/`, then those in `LyCORIS/`, with all subfolders.
    public var loras: [LoraEntry] {
        Self.loraFolders.flatMap { folder in
            let folder = path + "/" + folder
            return FolderListing(of: folder, extensions: ["safetensors", "pt", "ckpt"]).files
                .map { LoraEntry(path: folder + "/" + $0) }
        }
    }

    /// The LoRA that a prompt's tag means: by its file's name without extension, with or without
    /// folders, then by the name that its trainer gave it (`ss_output_name`), each in any case where
    /// none has it exactly. Of two with one name the later is meant, as in the web UI.
    ///
    /// - Throws: `ModelFolderError.unknownLora`, with the closest names.
    public func lora(named name: String) throws(ModelFolderError) -> LoraEntry {
        let loras = loras
        let folded = name.lowercased()
        let found =
            loras.last { $0.name == name }
            ?? loras.last { $0.path.withoutExtension.hasSuffix("/" + name) }
            ?? loras.last { $0.name.lowercased() == folded }
            ?? loras.last { $0.path.withoutExtension.lowercased().hasSuffix("/" + folded) }
            ?? trained(name, among: loras)
        if let found { return found }
        guard !loras.isEmpty else {
            throw .noLoras(name: name, folder: told(path + "/" + Self.loraFolders[0]))
        }
        throw .unknownLora(
            name: name, closest: closest(to: name, among: loras.map(\.path)).map(\.baseName))
    }

    private func trained(_ name: String, among loras: [LoraEntry]) -> LoraEntry? {
        let trained = metadata(of: loras).map(LoraEntry.trainedName)
        let place =
            trained.lastIndex(of: name)
            ?? trained.lastIndex { $0?.lowercased() == name.lowercased() }
        return place.map { loras[$0] }
    }

    /// What each of the folder's LoRAs says of itself: all of them, since others are forgotten.
    func metadata(of loras: [LoraEntry]) -> [[String: String]] {
        metadata.metadata(of: loras.map(\.path))
    }
}

extension LoraEntry {
    /// The name that a LoRA's trainer gave it, out of what it says of itself.
    static func trainedName(_ metadata: [String: String]) -> String? {
        metadata["ss_output_name"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
