/// A checkpoint in the model folder, with the names by which it may be asked for.
public struct CheckpointEntry: Sendable, Hashable {
    /// The file.
    public let path: String
    /// The path from the folder of checkpoints, with extension; of a file elsewhere its base name.
    public let name: String
    /// SHA-256 of the file in 64 hexadecimal digits, if it was known when the folder was read.
    public let sha256: String?
    /// Whether it is a folder as diffusers writes it, whose name has no extension.
    public var isFolder = false

    /// The file's base name without extension: what infotexts call the model.
    public var stem: String { isFolder ? name.baseName : name.baseName.withoutExtension }

    /// The first ten digits of the SHA-256.
    public var shortHash: String? { sha256.map { String($0.prefix(10)) } }

    /// The name with the short hash, `file.safetensors [0123456789]`; the name alone while no hash
    /// is known.
    public var title: String { shortHash.map { "\(name) [\($0)]" } ?? name }

    /// The name without extension, its folders joined by underscores, as the web UI's lists have it.
    public var modelName: String {
        String((isFolder ? name : name.withoutExtension).map { $0 == "/" ? "_" : $0 })
    }

    /// All names that mean this checkpoint and no other.
    var aliases: [String] {
        let plain = [name, modelName, stem]
        guard let sha256, let shortHash else { return plain }
        return plain + [title, shortHash, sha256, "\(stem) [\(shortHash)]"]
    }
}
