/// An embedding's file in a model folder.
public struct EmbeddingEntry: Sendable, Hashable {
    /// The file.
    public let path: String
    /// The word that prompts use it by: the file's base name without extension.
    public var name: String { path.baseName.withoutExtension }
}

extension ModelFolder {
    /// The embeddings in `embeddings/` with all its subfolders. The web UI has this folder beside
    /// `models/`; it may as well be in the model folder, whose files come last.
    public var embeddings: [EmbeddingEntry] {
        let name = "embeddings"
        let beside = Set([path, FileStatus.realPath(path)]).filter { $0.baseName == "models" }
            .map { $0.folder.isEmpty ? name : $0.folder + "/" + name }
        var seen: Set<String> = []
        return (beside.sorted() + [path + "/" + name])
            .filter { seen.insert(FileStatus.realPath($0)).inserted }
            .flatMap { folder in
                FolderListing(of: folder, extensions: ["pt", "bin", "safetensors"]).files
                    .map { EmbeddingEntry(path: folder + "/" + $0) }
            }
    }
}
