package import WebUI

extension EmbeddingsResponse {
    /// The textual inversions of a folder, by their names: loaded where the file is one, skipped
    /// where it is none that Kiln can read. Headers alone are read.
    package init(in folder: ModelFolder) {
        self.init()
        for entry in folder.embeddings {
            if let file = try? EmbeddingFile(opening: entry.path) {
                loaded[entry.name] = EmbeddingItem(
                    width: file.widths.reduce(0, +), vectors: file.vectorCount)
            } else {
                skipped[entry.name] = EmbeddingItem()
            }
        }
    }
}
