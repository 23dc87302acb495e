public import Prompts

extension ModelFolder {
    /// The file of styles: `styles.csv` beside the folder, where the web UI has it, or in it.
    public var stylesPath: String {
        let beside = path + "/../styles.csv"
        return FileStatus(beside)?.isFile ?? false ? beside : path + "/styles.csv"
    }

    /// The styles of the folder; none where there is no file of styles.
    ///
    /// - Throws: `PromptError`, if there is one and it cannot be read.
    public func styles() throws(PromptError) -> StyleFile {
        guard FileStatus(stylesPath)?.isFile ?? false else { return StyleFile([Style]()) }
        do {
            return try StyleFile(contentsOf: stylesPath)
        } catch {
            throw error.naming(told)
        }
    }

    /// The style of a name, in any case.
    ///
    /// - Throws: `ModelFolderError.unknownStyle`, with the closest names; `PromptError`.
    func style(named name: String) throws -> Style {
        let file = try styles()
        guard let style = file[name] else {
            throw ModelFolderError.unknownStyle(
                name: name, file: told(stylesPath), closest: closest(to: name, among: file.names))
        }
        return style
    }
}
