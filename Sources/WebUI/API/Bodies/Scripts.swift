package import Wire

/// A script that a body asks for.
package enum WebUIScript: Sendable, Hashable {
    /// "SD upscale": a picture is enlarged and made anew in tiles.
    case sdUpscale(SDUpscaleScript)

    /// The names of img2img's scripts, as `GET /sdapi/v1/scripts` lists them.
    package static let imageToImageNames = [SDUpscaleScript.name.lowercased()]
    /// The names of txt2img's.
    package static let textToImageNames: [String] = []

    /// The script of a name, matched without case; `nil` for none.
    ///
    /// - Parameters:
    ///   - names: what may be asked for.
    ///   - upscalers: the upscalers in the order in which indices count them.
    package init?(
        _ job: JobFields, among names: [String], upscalers: [String]
    ) throws(WireError) {
        guard let name = job.scriptName, !["", "none"].contains(name.lowercased()) else {
            return nil
        }
        guard names.contains(name.lowercased()) else {
            let listed = names.map(JSONString.quoted).joined(separator: ", ")
            throw WireError([
                .init(
                    path: "script_name", found: JSONValue.string(name).summary,
                    rule: listed.isEmpty ? "left out, for there are no scripts" : listed)
            ])
        }
        self = .sdUpscale(try SDUpscaleScript(job.scriptArguments, upscalers: upscalers))
    }
}

/// What "SD upscale" is asked to do.
package struct SDUpscaleScript: Sendable, Hashable {
    package static let name = "SD upscale"

    /// Pixels by which tiles lie over each other.
    package var overlap = 64
    /// The upscaler by name.
    package var upscaler = "None"
    /// Factor between the sizes.
    package var scaleFactor = 2.0

    package init() {}

    /// What positional arguments say: some HTML, the overlap, the upscaler by name or by its place in
    /// the list, the factor. What is missing or `null` is preset.
    package init(_ arguments: [JSONValue], upscalers: [String]) throws(WireError) {
        if let json = Self.argument(1, of: arguments) {
            overlap = try Self.number(json, 0...256, at: 1)
        }
        if let json = Self.argument(2, of: arguments) {
            upscaler = try Self.name(json, among: upscalers)
        }
        if let json = Self.argument(3, of: arguments) {
            scaleFactor = try Self.number(json, 1...8, at: 3)
        }
    }

    private static func argument(_ place: Int, of arguments: [JSONValue]) -> JSONValue? {
        guard place < arguments.count, arguments[place] != .null else { return nil }
        return arguments[place]
    }

    private static func number<Number: WireNumber>(
        _ json: JSONValue, _ range: ClosedRange<Number>, at place: Int
    ) throws(WireError) -> Number {
        guard let number = try? Number(reading: json, manner: .lenient), range.contains(number)
        else {
            throw Self.problem(
                json, at: place, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func name(
        _ json: JSONValue, among upscalers: [String]
    ) throws(WireError) -> String {
        if case .string(let text) = json,
            let name = upscalers.first(where: { $0.lowercased() == text.lowercased() })
        {
            return name
        }
        if let place = try? Int(reading: json, manner: .lenient), upscalers.indices.contains(place)
        {
            return upscalers[place]
        }
        let names = upscalers.map(JSONString.quoted).joined(separator: ", ")
        throw problem(json, at: 2, "the place or the name of one of \(names)")
    }

    private static func problem(_ json: JSONValue, at place: Int, _ rule: String) -> WireError {
        WireError([.init(path: "script_args[\(place)]", found: json.summary, rule: rule)])
    }
}

extension JobFields {
    /// A sentence for each script that would always run and is not known here.
    package var scriptWarnings: [String] {
        alwaysOnScripts.keys.prefix(32).map { name in
            let shown = JSONString.quoted(name.shown)
            return "There is no script \(shown) here; its arguments had no effect."
        }
    }
}

extension ScriptInfo {
    /// "SD upscale", as `GET /sdapi/v1/script-info` describes it.
    package static func sdUpscale(upscalers: [String]) -> ScriptInfo {
        let preset = SDUpscaleScript()
        var info = ScriptInfo()
        info.name = SDUpscaleScript.name.lowercased()
        info.isImageToImage = true
        info.arguments = [
            ScriptArgument("", value: ""),
            ScriptArgument("Tile overlap", value: .integer(preset.overlap), in: 0...256, by: 16),
            ScriptArgument("Upscaler", value: .string(preset.upscaler), choices: upscalers),
            ScriptArgument(
                "Scale Factor", value: .number(preset.scaleFactor), in: 1...8, by: 0.05),
        ]
        return info
    }
}

extension ScriptArgument {
    fileprivate init(
        _ label: String, value: JSONValue, in range: ClosedRange<Double>? = nil,
        by step: Double? = nil, choices: [String]? = nil
    ) {
        self.init()
        (self.label, self.value, self.step, self.choices) = (label, value, step, choices)
        (minimum, maximum) = (range?.lowerBound, range?.upperBound)
    }
}
