package import Wire

/// The web UI's options that mean something here, with their defaults. They are what requests leave
/// unsaid, and what `override_settings` sets for one job.
package struct WebUIOptions: WireObject {
    package static let title = "Options"
    package static var manner: WireManner { .lenient }

    package var models = Models()
    package var text = Text()
    package var sampling = Sampling()
    package var schedule = Schedule()
    package var image = Image()
    package var files = Files()

    package init() {}

    package static let fields: [WireField<WebUIOptions>] =
        Models.fields.map { $0.lifted(to: \.models) }
        + Text.fields.map { $0.lifted(to: \.text) }
        + Sampling.fields.map { $0.lifted(to: \.sampling) }
        + Schedule.fields.map { $0.lifted(to: \.schedule) }
        + Image.fields.map { $0.lifted(to: \.image) }
        + Files.fields.map { $0.lifted(to: \.files) }
}

extension WebUIOptions {
    /// Sets options, all or none.
    ///
    /// Options that name places or commands, and those that mean nothing here, are left out.
    ///
    /// - Returns: A sentence for each that was left out.
    /// - Throws: `WireError` for a value that an option cannot have.
    package mutating func set(_ values: JSONObject) throws(WireError) -> [String] {
        let known = Set(Self.fields.map(\.name))
        var changed = self
        try changed.read(values)
        let warnings = values.keys.filter { !known.contains($0) }.map(Self.warning)
        self = changed
        return Self.shortened(warnings)
    }

    private mutating func read(_ values: JSONObject) throws(WireError) {
        var whole = json.members ?? [:]
        for (key, value) in values.members where whole[key] != nil && value != .null {
            whole[key] = value
        }
        self = try WebUIOptions(.object(whole))
    }

    private static func warning(_ key: String) -> String {
        let shown = JSONString.quoted(key.shown)
        return namesPlaceOrCommand(key)
            ? "The option \(shown) names a place or a command, which cannot be set from here; it "
                + "is left out."
            : "The option \(shown) means nothing here; it is left out."
    }

    private static func shortened(_ warnings: [String]) -> [String] {
        let most = 32
        guard warnings.count > most else { return warnings }
        return warnings.prefix(most) + ["\(warnings.count - most) more options are left out."]
    }

    /// Whether an option of the web UI says where files lie, what they are called, or what is run.
    private static func namesPlaceOrCommand(_ key: String) -> Bool {
        let key = key.lowercased()
        let words = [
            "outdir", "path", "filename", "folder", "director", "command", "cmd", "url",
            "extension", "localization", "pattern",
        ]
        return words.contains(where: key.contains) || key.hasSuffix("_dir") || key.hasPrefix("dir_")
    }
}
