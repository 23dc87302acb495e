/// A value that can be read from JSON and written as it, and whose type has a JSON Schema.
package protocol WireValue: Sendable {
    /// Reads a value.
    init(reading json: JSONValue, manner: WireManner) throws(WireError)

    /// The value as JSON.
    var json: JSONValue { get }

    /// The type's schema (JSON Schema 2020-12). Schemas that have names are put among `schemas`.
    static func schema(_ schemas: inout WireSchemas) -> JSONValue

    /// Whether a value says as much as none at all.
    static func isAbsent(_ json: JSONValue, manner: WireManner) -> Bool
}

extension WireValue {
    package static func isAbsent(_ json: JSONValue, manner: WireManner) -> Bool {
        manner == .lenient && json == .null
    }
}

/// A number that can have a range.
package protocol WireNumber: WireValue, Comparable {}

/// An enumeration that is one of some words in JSON.
package protocol WireChoice: WireValue, RawRepresentable<String>, CaseIterable {}

// MARK: - Numbers

extension Int: WireNumber {
    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        let number: Int? =
            switch (json, manner) {
            case (.integer(let number), _): number
            case (.number(let number), _): Int(exactly: number)
            case (.bool(let flag), .lenient): flag ? 1 : 0
            case (.string(let text), .lenient): Int(lenient: text)
            default: nil
            }
        guard let number else { throw WireError(json, rule: "a whole number") }
        self = number
    }

    private init?(lenient text: String) {
        let text = text.trimmed
        guard text.utf8.count <= 40,
            let number = Int(text) ?? Double(text).flatMap(Int.init(exactly:))
        else { return nil }
        self = number
    }

    package var json: JSONValue { .integer(self) }

    package static func schema(_: inout WireSchemas) -> JSONValue { ["type": "integer"] }

    package static func isAbsent(_ json: JSONValue, manner: WireManner) -> Bool {
        manner == .lenient && json.isBlank
    }
}

extension Double: WireNumber {
    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        let number: Double? =
            switch (json, manner) {
            case (.integer(let number), _): Double(number)
            case (.number(let number), _): number
            case (.bool(let flag), .lenient): flag ? 1 : 0
            case (.string(let text), .lenient) where text.utf8.count <= 400: Double(text.trimmed)
            default: nil
            }
        guard let number, number.isFinite else { throw WireError(json, rule: "a number") }
        self = number
    }

    package var json: JSONValue { .number(self) }

    package static func schema(_: inout WireSchemas) -> JSONValue { ["type": "number"] }

    package static func isAbsent(_ json: JSONValue, manner: WireManner) -> Bool {
        manner == .lenient && json.isBlank
    }
}

extension JSONValue {
    /// Whether this is `null` or a text of nothing but spaces, which forms send for empty fields.
    fileprivate var isBlank: Bool {
        self == .null || (text.map { $0.utf8.allSatisfy { $0 == 0x20 } } ?? false)
    }
}

extension String {
    fileprivate var trimmed: String {
        let spaces: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let kept = utf8.drop { spaces.contains($0) }.reversed().drop { spaces.contains($0) }
        return String(decoding: kept.reversed(), as: UTF8.self)
    }
}

// MARK: - Flags and texts

extension Bool: WireValue {
    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        let flag: Bool? =
            switch (json, manner) {
            case (.bool(let flag), _): flag
            case (.integer(0), .lenient), (.number(0), .lenient): false
            case (.integer(1), .lenient), (.number(1), .lenient): true
            case (.string(let text), .lenient): Self.words[String(text.prefix(8)).lowercased()]
            default: nil
            }
        guard let flag else { throw WireError(json, rule: "true or false") }
        self = flag
    }

    private static let words = [
        "true": true, "t": true, "yes": true, "y": true, "on": true, "1": true,
        "false": false, "f": false, "no": false, "n": false, "off": false, "0": false,
    ]

    package var json: JSONValue { .bool(self) }

    package static func schema(_: inout WireSchemas) -> JSONValue { ["type": "boolean"] }

    package static func isAbsent(_ json: JSONValue, manner: WireManner) -> Bool {
        manner == .lenient && json.isBlank
    }
}

extension String: WireValue {
    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        switch (json, manner) {
        case (.string(let text), _): self = text
        case (.integer, .lenient), (.number, .lenient): self = json.serialised
        default: throw WireError(json, rule: "a text")
        }
    }

    package var json: JSONValue { .string(self) }

    package static func schema(_: inout WireSchemas) -> JSONValue { ["type": "string"] }
}

extension WireChoice {
    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        let text = json.text
        let choice =
            text.flatMap(Self.init(rawValue:))
            ?? (manner == .lenient
                ? Self.allCases.first { $0.rawValue.lowercased() == text?.lowercased() } : nil)
        guard let choice else {
            let words = Self.allCases.map { JSONString.quoted($0.rawValue) }
            throw WireError(json, rule: "one of " + words.joined(separator: ", "))
        }
        self = choice
    }

    package var json: JSONValue { .string(rawValue) }

    package static func schema(_: inout WireSchemas) -> JSONValue {
        ["type": "string", "enum": .array(allCases.map { .string($0.rawValue) })]
    }
}
