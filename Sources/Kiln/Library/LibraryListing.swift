/// Every model file in a folder of the web UI's layout, by what each subfolder is for.
///
/// No file is opened. A folder that is not there is left out, like one without files.
public struct LibraryListing: Sendable {
    /// The subfolders that hold files, in the order of their use.
    public let shelves: [Shelf]

    /// Files of one purpose.
    public struct Shelf: Sendable {
        /// What they are: "Checkpoints".
        public let title: String
        /// The folder they lie in.
        public let folder: String
        /// The files' paths: a folder's own before those of its subfolders, by name.
        public let files: [File]
    }

    /// A model's file, or the folder or index of one that lies in several.
    public struct File: Sendable, Hashable {
        /// Where it is.
        public let path: String
        /// Its path from the shelf's folder.
        public let name: String
    }

    /// The files below a model folder.
    public init(of root: String) {
        shelves = Self.purposes.flatMap { purpose in
            purpose.folders.map {
                Shelf(
                    title: purpose.title, folder: Self.path(of: $0, in: root),
                    extensions: purpose.extensions)
            }
        }.filter { !$0.files.isEmpty }
    }

    /// The files below some folders only: subfolders of the model folder by their names, or any
    /// others by their paths.
    ///
    /// - Throws: `ModelFolderError.notAFolder`.
    public init(of root: String, folders: [String]) throws(ModelFolderError) {
        var shelves: [Shelf] = []
        for name in folders {
            let inside = Self.path(of: name, in: root)
            let folder = FileStatus(inside)?.isFolder ?? false ? inside : name
            guard FileStatus(folder)?.isFolder ?? false else { throw .notAFolder(folder) }
            let purpose = Self.purposes.first { $0.folders.contains(name.baseName) }
            shelves.append(
                Shelf(
                    title: purpose?.title ?? "Models", folder: folder,
                    extensions: Self.allExtensions))
        }
        self.shelves = shelves.filter { !$0.files.isEmpty }
    }

    /// What a subfolder is for.
    private struct Purpose {
        let title: String
        let folders: [String]
        let extensions: [String]
    }

    private static let allExtensions = ["safetensors", "sft", "ckpt", "pt", "pth", "bin", "gguf"]

    /// The web UI's folders. Its embeddings lie beside the model folder, or in it.
    private static let purposes = [
        Purpose(
            title: "Checkpoints", folders: [ModelFolder.checkpointFolder],
            extensions: ModelFolder.checkpointExtensions + ["pt"]),
        Purpose(title: "VAEs", folders: ["VAE"], extensions: ModelFolder.moduleExtensions),
        Purpose(
            title: "Text encoders", folders: ["text_encoder"],
            extensions: ModelFolder.moduleExtensions),
        Purpose(
            title: "LoRAs", folders: ModelFolder.loraFolders,
            extensions: ["safetensors", "pt", "ckpt"]),
        Purpose(
            title: "Embeddings", folders: ["embeddings", "../embeddings"],
            extensions: ["safetensors", "pt", "bin"]),
        Purpose(
            title: "Upscalers",
            folders: [
                "ESRGAN", "RealESRGAN", "BSRGAN", "SwinIR", "DAT", "HAT", "ScuNET", "GFPGAN",
                "Codeformer",
            ], extensions: ["safetensors", "pth", "pt"]),
        Purpose(title: "ControlNets", folders: ["ControlNet"], extensions: allExtensions),
        Purpose(title: "Hypernetworks", folders: ["hypernetworks"], extensions: ["pt"]),
    ]

    private static func path(of folder: String, in root: String) -> String {
        guard folder.hasPrefix("../") else { return root + "/" + folder }
        let parent = root.contains("/") ? root.folder : "."
        return (parent.isEmpty ? "" : parent + "/") + folder.dropFirst(3)
    }
}

extension LibraryListing.Shelf {
    fileprivate init(title: String, folder: String, extensions: [String]) {
        self.title = title
        self.folder = folder
        files = FolderListing(of: folder, extensions: extensions, pipelines: true).files
            .map { LibraryListing.File(path: folder + "/" + $0, name: $0) }
    }
}
