package import WebUI
package import Wire

// Options that name models: as they are kept, and as they are shown.

extension ModelFolder {
    /// Options that are to be kept, with their models called as the lists call them: a checkpoint by
    /// its title, a module by its file's name. What names none is kept as it is.
    ///
    /// - Throws: `WireError` for a value that an option cannot have; `ModelFolderError` for a name
    ///   that leads nowhere.
    package func settled(_ values: JSONObject) throws -> JSONObject {
        var options = WebUIOptions()
        _ = try options.set(values)
        let models = options.models
        var values = values
        if values.says("sd_model_checkpoint") {
            let name = WebUIReading.named(models.checkpoint)
            values["sd_model_checkpoint"] = .string(
                try name.map { try checkpoint(named: $0).title } ?? "")
        }
        if values.says("sd_vae"), let vae = models.namedVAE {
            values["sd_vae"] = .string(try moduleName(vae))
        }
        if values.says("forge_additional_modules") {
            values["forge_additional_modules"] = try models.namedModules.map(moduleName).json
        }
        return values
    }

    /// A module's own name, unless that is another's as well.
    private func moduleName(_ name: String) throws(ModelFolderError) -> String {
        let entry = try module(named: name)
        return try module(named: entry.name) == entry ? entry.name : name
    }

    /// Options as clients see them: with the title of the checkpoint that is used where a request
    /// names none, as the list of checkpoints has it.
    package func shown(_ options: WebUIOptions) -> WebUIOptions {
        var options = options
        let name = WebUIReading.named(options.models.checkpoint)
        let entry = (try? checkpoint(named: name)) ?? (try? checkpoint(named: nil))
        options.models.checkpoint = entry?.title
        return options
    }
}

extension JSONObject {
    /// Whether it has a key with a value.
    func says(_ key: String) -> Bool { self[key].map { $0 != .null } ?? false }
}
