/// Why a name leads to no model file.
public enum ModelFolderError: Error, Equatable, Sendable {
    /// The model folder is something else.
    case notAFolder(String)
    /// The folder holds no checkpoint at all.
    case noCheckpoints(folder: String)
    /// No checkpoint has the name.
    case unknownCheckpoint(name: String, folder: String, closest: [String])
    /// No checkpoint whose hash is known has this one, and some hashes are not known.
    case unknownHash(String, unhashed: Int)
    /// Several checkpoints have the name, if case does not count.
    case ambiguous(name: String, candidates: [String])
    /// The folders hold no module at all.
    case noModules(name: String, folders: [String])
    /// No module has the name.
    case unknownModule(name: String, closest: [String])
    /// No style has the name.
    case unknownStyle(name: String, file: String, closest: [String])
    /// The folders hold no LoRA at all.
    case noLoras(name: String, folder: String)
    /// No LoRA has the name.
    case unknownLora(name: String, closest: [String])
}

extension ModelFolderError: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    public var description: String {
        switch self {
        case .notAFolder(let path):
            "\(path) is not a folder; give the folder that holds Stable-diffusion/ and VAE/."
        case .noCheckpoints(let folder):
            "there are no checkpoints in \(folder); put .safetensors files there, or give another "
                + "model folder."
        case .unknownCheckpoint(let name, let folder, let closest):
            "there is no checkpoint \"\(name)\" in \(folder); \(Self.list(closest))."
        case .unknownHash(let hash, let unhashed):
            "no checkpoint is known by the hash \(hash), and \(unhashed) "
                + (unhashed == 1 ? "has no hash yet" : "have no hashes yet")
                + "; name it by its file, and its hash will be known after the first use."
        case .ambiguous(let name, let candidates):
            "\"\(name)\" may be any of the checkpoints \(candidates.joined(separator: ", ")); write "
                + "its name as it stands there."
        case .noModules(let name, let folders):
            "there is no module \"\(name)\": no files are in \(folders.joined(separator: " or "))."
        case .unknownModule(let name, let closest):
            "there is no module \"\(name)\"; \(Self.list(closest))."
        case .unknownStyle(let name, let file, let closest):
            closest.isEmpty
                ? "there is no style \"\(name)\": \(file) is missing or has none."
                : "there is no style \"\(name)\" in \(file); \(Self.list(closest))."
        case .noLoras(let name, let folder):
            "there is no LoRA \"\(name)\": no files are in \(folder)."
        case .unknownLora(let name, let closest):
            "there is no LoRA \"\(name)\"; \(Self.list(closest))."
        }
    }

    private static func list(_ names: [String]) -> String {
        (names.count == 1 ? "the closest name is " : "the closest names are ")
            + names.joined(separator: ", ")
    }
}
