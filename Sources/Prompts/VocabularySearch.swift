import Foundation

extension CLIPVocabulary {
    /// The environment variable that names the vocabulary's file and goes before every other place.
    public static let environmentVariable = "KILN_CLIP_VOCABULARY"

    /// Reads the vocabulary from the file at `path`.
    public init(contentsOf path: String) throws(PromptError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw .vocabularyUnreadable(
                path: path, reason: exists ? "it cannot be opened" : "there is no such file")
        }
        try self.init([UInt8](data))
    }

    /// The path of the installed vocabulary.
    ///
    /// Looks at `KILN_CLIP_VOCABULARY`; then at `.venv/share/kiln/` in each folder upwards of the
    /// program and of the current folder; then at `$XDG_DATA_HOME/kiln/` (`~/.local/share/kiln/`).
    /// Throws `.vocabularyNotFound`, whose sentence names the remedy.
    public static func find() throws(PromptError) -> String {
        let program = Bundle.main.executableURL?.resolvingSymlinksInPath()
        let folders: [String?] = [
            program?.deletingLastPathComponent().path(percentEncoded: false),
            FileManager.default.currentDirectoryPath,
        ]
        return try find(
            environment: ProcessInfo.processInfo.environment, above: folders.compactMap(\.self))
    }

    static func find(
        environment: [String: String], above folders: [String]
    ) throws(PromptError) -> String {
        if let named = environment[environmentVariable], !named.isEmpty {
            guard exists(named) else { throw .vocabularyNotFound(lookedAt: [named]) }
            return named
        }
        for folder in folders {
            for ancestor in ancestors(of: folder) {
                let path = (ancestor == "/" ? "" : ancestor) + "/.venv/share/kiln/" + fileName
                if exists(path) { return path }
            }
        }
        let shared = dataHome(environment) + "/kiln/" + fileName
        if exists(shared) { return shared }
        throw .vocabularyNotFound(
            lookedAt: [".venv/share/kiln/ in and above " + folders.joined(separator: " and ")]
                + [shared])
    }

    /// The XDG Base Directory Specification's home of data; a relative value counts as none.
    private static func dataHome(_ environment: [String: String]) -> String {
        if let home = environment["XDG_DATA_HOME"], home.hasPrefix("/") { return home }
        return (environment["HOME"] ?? "") + "/.local/share"
    }

    private static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    /// The folder itself, then the one above it, up to the root.
    private static func ancestors(of folder: String) -> [String] {
        var names = folder.split(separator: "/")
        var paths: [String] = []
        while !names.isEmpty {
            paths.append("/" + names.joined(separator: "/"))
            names.removeLast()
        }
        return paths + ["/"]
    }
}
