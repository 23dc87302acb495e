/// A folder of models in the web UI's layout (`Stable-diffusion/`, `VAE/`, `text_encoder/`), read
/// once, when it is made.
///
/// Folders are searched with all their subfolders; links are followed, hidden files left out. A
/// folder that is not there counts as empty, since files may also be named by their paths.
public struct ModelFolder: Sendable {
    /// Where the folder is.
    public let path: String
    /// The checkpoints: a folder's own before those of its subfolders, by name without regard to case.
    public let checkpoints: [CheckpointEntry]
    /// The modules in `VAE/`, then those in `text_encoder/`, each in the checkpoints' order.
    public let modules: [ModuleEntry]
    /// Whether a name may be the path of a file that the folder does not list. Requests that come
    /// over a network may not say which files are opened.
    public let takesPaths: Bool

    /// What is known of the files' headers.
    package var reports = ReportCache()

    private let aliases: [String: CheckpointEntry]
    private let hashes: HashCache
    /// What is known of what LoRAs say of themselves.
    let metadata: MetadataCache

    static let checkpointFolder = "Stable-diffusion"
    static let checkpointExtensions = ["safetensors", "ckpt", "gguf"]
    static let moduleFolders = ["VAE", "text_encoder"]
    static let moduleExtensions = ["ckpt", "pt", "bin", "safetensors", "gguf"]

    /// Reads which files there are; none is opened.
    ///
    /// - Parameters:
    ///   - path: The folder that holds `Stable-diffusion/`.
    ///   - hashes: What is known of the files' hashes. None is computed.
    ///   - metadata: What is known of what LoRAs say of themselves; they are read when it is asked for.
    ///   - takesPaths: Whether a name may be the path of any file.
    /// - Throws: `ModelFolderError.notAFolder`.
    public init(
        _ path: String, hashes: HashCache = HashCache(),
        metadata: MetadataCache = MetadataCache(), takesPaths: Bool = true
    ) throws(ModelFolderError) {
        if let status = FileStatus(path), !status.isFolder { throw .notAFolder(path) }
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        self.path = path
        self.hashes = hashes
        self.metadata = metadata
        self.takesPaths = takesPaths
        let folder = path + "/" + Self.checkpointFolder
        checkpoints = FolderListing(
            of: folder, extensions: Self.checkpointExtensions, pipelines: true
        ).files
            .filter { $0.withoutExtension.fileExtension != "vae" }
            .map { name in
                let path = folder + "/" + name
                return CheckpointEntry(
                    path: path, name: name, sha256: hashes.cached(path),
                    isFolder: FileStatus(path)?.isFolder ?? false)
            }
        modules = Self.moduleFolders.flatMap { folder in
            let folder = path + "/" + folder
            return FolderListing(of: folder, extensions: Self.moduleExtensions, pipelines: true)
                .files.map { ModuleEntry(path: folder + "/" + $0) }
        }
        // Of two files with the same alias the later one has it, as in the web UI; a file's name
        // without its folder is one only if it is no other's alias.
        aliases = Dictionary(
            checkpoints.map { ($0.name.baseName, $0) }
                + checkpoints.flatMap { entry in entry.aliases.map { ($0, entry) } }
        ) { $1 }
    }
}

extension ModelFolder {
    /// A path in a message: whole where a person may name paths, else from this folder on, and of what
    /// lies beside it the file's name alone, so that nobody learns where it lies.
    package func told(_ path: String) -> String {
        guard !takesPaths else { return path }
        let start = self.path.hasSuffix("/") ? self.path : self.path + "/"
        guard path.hasPrefix(start), !path.hasPrefix(start + "../") else { return path.baseName }
        return String(path.dropFirst(start.count))
    }
}

// MARK: - Checkpoints

extension ModelFolder {
    /// The checkpoint that a name means.
    ///
    /// By the web UI's rules: first the whole names (relative path with extension, base name or
    /// path without it, title, hash of 10 or 64 digits), in any case where none is written so; then
    /// the shortest title that contains the name. Of a name with a hash in brackets the hash counts
    /// first, then what is before it. A path of a file is taken too: of any file where the folder
    /// ``takesPaths``, else of those it lists, and of one that it does not list the base name counts.
    ///
    /// - Parameter name: The name, or `nil` for the first checkpoint that can be used, whose header is
    ///   looked at.
    /// - Throws: `ModelFolderError`, with the closest names.
    public func checkpoint(named name: String?) throws(ModelFolderError) -> CheckpointEntry {
        guard let name, !name.isEmpty else {
            guard let preset else { throw .noCheckpoints(folder: told(folder)) }
            return preset
        }
        if let entry = try checkpoint(wholly: name) { return entry }
        let part = shortestTitle(containing: name) ?? shortestTitle(containing: name.withoutHash)
        guard let part, FileStatus(part.path) != nil else { throw unknown(name) }
        return part
    }

    /// The checkpoint that has a name as a whole; `nil` if none has, or its file is gone.
    ///
    /// - Throws: `ModelFolderError.ambiguous`, if none is written so, and several are in another case.
    func checkpoint(wholly name: String) throws(ModelFolderError) -> CheckpointEntry? {
        let entry = try listed(name)
        return entry.flatMap { FileStatus($0.path) == nil ? nil : $0 }
    }

    private func listed(_ name: String) throws(ModelFolderError) -> CheckpointEntry? {
        if let entry = aliases[name] ?? file(at: name) { return entry }
        var forms = [name, name.hashInBrackets, name.withoutHash].compactMap(\.self)
        if !takesPaths { forms += forms.map(\.lastPart) }
        for form in forms {
            if let entry = aliases[form] { return entry }
            if let entry = try checkpoint(inAnyCase: form) { return entry }
        }
        return nil
    }

    private func checkpoint(
        inAnyCase name: String
    ) throws(ModelFolderError) -> CheckpointEntry? {
        let folded = name.lowercased()
        let found = Set(aliases.filter { $0.key.lowercased() == folded }.values)
        guard found.count < 2 else {
            throw .ambiguous(name: name, candidates: found.map(\.name).sorted())
        }
        return found.first
    }

    private var folder: String { path + "/" + Self.checkpointFolder }

    private func file(at path: String) -> CheckpointEntry? {
        guard takesPaths else { return checkpoints.first { $0.path == path } }
        guard let status = FileStatus(path),
            status.isFile || FileStatus(path + "/" + FolderListing.pipelineIndex)?.isFile ?? false
        else { return nil }
        let listed = checkpoints.first { FileStatus($0.path)?.identity == status.identity }
        return listed
            ?? CheckpointEntry(
                path: path, name: path.baseName, sha256: hashes.cached(path),
                isFolder: status.isFolder)
    }

    private func shortestTitle(containing name: String) -> CheckpointEntry? {
        guard !name.isEmpty else { return nil }
        return checkpoints.filter { $0.title.contains(name) }
            .min { $0.title.unicodeScalars.count < $1.title.unicodeScalars.count }
    }

    private func unknown(_ name: String) -> ModelFolderError {
        let unhashed = checkpoints.count { $0.sha256 == nil }
        if [10, 64].contains(name.count), name.allSatisfy(\.isHexDigit), unhashed > 0 {
            return .unknownHash(name, unhashed: unhashed)
        }
        if checkpoints.isEmpty { return .noCheckpoints(folder: told(folder)) }
        return .unknownCheckpoint(
            name: name, folder: told(folder),
            closest: closest(to: name, among: checkpoints.map(\.name)))
    }
}

// MARK: - Modules

/// A VAE's or a text encoder's own file.
public struct ModuleEntry: Sendable, Hashable {
    /// The file.
    public let path: String
    /// The file's base name, by which it is asked for.
    public var name: String { path.baseName }
}

extension ModelFolder {
    /// The module that a name means: a base name with or without extension, without regard to case
    /// where none has it exactly. Folders before the base name are not looked at, except in a path
    /// of a file. Of two modules with the same name the later one is meant, as in the web UI.
    ///
    /// - Throws: `ModelFolderError`, with the closest names.
    public func module(named name: String) throws(ModelFolderError) -> ModuleEntry {
        if name.contains("/"), let file = moduleFile(at: name) { return file }
        let base = name.lastPart
        let listed =
            modules.last { $0.name == base }
            ?? modules.last { $0.name.withoutExtension == base }
            ?? modules.last { $0.name.lowercased() == base.lowercased() }
            ?? modules.last { $0.name.withoutExtension.lowercased() == base.lowercased() }
        if let entry = listed ?? moduleFile(at: name), FileStatus(entry.path) != nil {
            return entry
        }
        guard !modules.isEmpty else {
            throw .noModules(
                name: name, folders: Self.moduleFolders.map { told(path + "/" + $0) })
        }
        throw .unknownModule(name: name, closest: closest(to: base, among: modules.map(\.name)))
    }

    private func moduleFile(at path: String) -> ModuleEntry? {
        guard takesPaths else { return modules.first { $0.path == path } }
        guard let status = FileStatus(path), status.isFile else { return nil }
        return modules.first { FileStatus($0.path)?.identity == status.identity }
            ?? ModuleEntry(path: path)
    }
}

extension String {
    /// What follows the last slash of either kind: a name in a path of any system.
    fileprivate var lastPart: String {
        lastIndex { $0 == "/" || $0 == "\\" }.map { String(self[index(after: $0)...]) } ?? self
    }

    /// The hash in brackets at the end of a title.
    fileprivate var hashInBrackets: String? {
        firstMatch(of: /\[([0-9A-Fa-f]{10}|[0-9A-Fa-f]{64})\]\s*$/).map { String($0.1) }
    }

    /// A title without the hash in brackets at its end.
    fileprivate var withoutHash: String { replacing(/\s*\[[^\]]+\]\s*$/, with: "") }
}
