/// What the web UI makes of an infotext when it is pasted: its entries with sizes taken apart, what
/// older versions wrote in the words of today, and what went without saying said.
///
/// This is the `parameters` of the web UI's `png-info` endpoint.
public struct InfotextParameters: Hashable, Sendable {
    /// The parameters in the order in which the web UI finds them.
    public private(set) var list: [Parameter] = []
    private var places: [String: Int] = [:]

    /// A parameter's name and value.
    public struct Parameter: Hashable, Sendable {
        /// The name, such as "Steps" or "Size-1".
        public let name: String
        /// The value.
        public internal(set) var value: Value
    }

    /// A parameter's value: a text as it was written, or what was inserted.
    public enum Value: Hashable, Sendable {
        /// As it was written, or a default that is a text.
        case text(String)
        /// A default or a size that was computed.
        case number(Int)
        /// A mark of an old version, or its absence.
        case flag(Bool)
    }

    /// The parameters of an infotext. Every text has some.
    public init(_ text: String) {
        let lines = InfotextLines(text)
        self.init(Infotext(lines), line: lines.parameters)
    }

    private init(_ infotext: Infotext, line: Substring) {
        self["Prompt"] = .text(infotext.prompt)
        self["Negative prompt"] = .text(infotext.negativePrompt)
        var entries = infotext.entries
        if Self.isFlux(line) { Self.translateCivitai(&entries) }
        for entry in entries where places[entry.key] == nil || !Self.prompts.contains(entry.key) {
            add(entry)
        }
        insertDefaults()
        restoreFirstPassSize()
        insertLaterDefaults(usesEmphasis: infotext.usesEmphasis)
        markOldVersion(prompt: infotext.prompt)
    }

    /// A parameter's value, if it is there.
    public internal(set) subscript(_ name: String) -> Value? {
        get { places[name].map { list[$0].value } }
        set {
            guard let newValue else { return }
            if let place = places[name] {
                list[place].value = newValue
            } else {
                places[name] = list.count
                list.append(Parameter(name: name, value: newValue))
            }
        }
    }

    /// A parameter's value if it is a text.
    public func text(_ name: String) -> String? {
        if case .text(let text) = self[name] { text } else { nil }
    }

    /// A parameter's value if it is a whole number or a text of one.
    public func number(_ name: String) -> Int? {
        switch self[name] {
        case .number(let number): number
        case .text(let text): Int(text)
        default: nil
        }
    }

    /// The modules that the first pass used: VAE and text encoders, by name.
    public var modules: [String] { (text("VAE").map { [$0] } ?? []) + numbered("Module") }

    /// The modules of the second pass, or "Built-in", or "Use same choices"; empty if none are said.
    public var hiresModules: [String] { numbered("Hires Module") }

    private func numbered(_ name: String) -> [String] {
        Array((1...).lazy.map { text("\(name) \($0)") }.prefix { $0 != nil }.compactMap { $0 })
    }

    private static let prompts: Set = ["Prompt", "Negative prompt"]

    /// Adds an entry; one of two numbers with an x between them as two.
    private mutating func add(_ entry: Infotext.Entry) {
        guard let (width, height) = Self.sides(entry.value) else {
            self[entry.key] = .text(entry.value)
            return
        }
        self[entry.key + "-1"] = .text(width)
        self[entry.key + "-2"] = .text(height)
    }

    /// The digits around the x of a size such as `832x1216`.
    static func sides(_ value: String) -> (width: String, height: String)? {
        let parts = value.utf8.split(
            separator: UInt8(ascii: "x"), omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        return (String(Substring(parts[0])), String(Substring(parts[1])))
    }
}

// MARK: - Defaults

extension InfotextParameters {
    private mutating func insert(_ name: String, _ value: Value) {
        if self[name] == nil { self[name] = value }
    }

    private mutating func insertDefaults() {
        insert("Clip skip", .text("1"))
        if self["Hires resize-1"] == nil {
            self["Hires resize-1"] = .number(0)
            self["Hires resize-2"] = .number(0)
        }
        insert("Hires sampler", .text("Use same sampler"))
        insert("Hires schedule type", .text("Use same scheduler"))
        insert("Hires checkpoint", .text("Use same checkpoint"))
        insert("Hires prompt", .text(""))
        insert("Hires negative prompt", .text(""))
        insert("Mask mode", .text("Inpaint masked"))
        insert("Masked content", .text("original"))
        insert("Inpaint area", .text("Whole picture"))
        insert("Masked area padding", .number(32))
    }

    private mutating func insertLaterDefaults(usesEmphasis: Bool) {
        insert("RNG", .text("GPU"))
        insert("Schedule type", .text("Automatic"))
        insert("Schedule max sigma", .number(0))
        insert("Schedule min sigma", .number(0))
        insert("Schedule rho", .number(0))
        insert("VAE Encoder", .text("Full"))
        insert("VAE Decoder", .text("Full"))
        insert("FP8 weight", .text("Disable"))
        if usesEmphasis { insert("Emphasis", .text("Original")) }
        insert("Refiner switch by sampling steps", .flag(false))
    }
}

// MARK: - JSON

extension InfotextParameters: Encodable {
    /// One object of all parameters.
    public func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Name.self)
        for parameter in list {
            try object.encode(parameter.value, forKey: Name(stringValue: parameter.name))
        }
    }

    private struct Name: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension InfotextParameters.Value: Encodable {
    /// A string, a number or a truth value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .flag(let flag): try container.encode(flag)
        }
    }
}
