/// A JSON object that is written from its first key to its last (RFC 8259).
///
/// What is written is one line of printable text: control characters, separators of lines and marks that turn the
/// direction of text are escaped, so that neither a log's reader nor a terminal is led astray.
struct JSONText {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    /// The finished object.
    var object: [UInt8] { bytes + [UInt8(ascii: "}")] }

    mutating func add(_ key: String, _ value: String?) {
        begin(key)
        if let value { write(value) } else { bytes += "null".utf8 }
    }

    mutating func add(_ key: String, object: JSONText) {
        begin(key)
        bytes += object.object
    }

    /// - Parameter elements: texts, and lists and objects in them that are already written.
    mutating func add(_ key: String, array elements: [[UInt8]]) {
        begin(key)
        bytes += Self.array(elements)
    }

    static func array(_ elements: [[UInt8]]) -> [UInt8] {
        [UInt8(ascii: "[")] + Array(elements.joined(separator: [UInt8(ascii: ",")]))
            + [UInt8(ascii: "]")]
    }

    static func string(_ text: String) -> [UInt8] {
        var json = JSONText()
        json.bytes = []
        json.write(text)
        return json.bytes
    }

    private mutating func begin(_ key: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        write(key)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(scalar.value)]
            case "\n": bytes += "\\n".utf8
            case "\r": bytes += "\\r".utf8
            case "\t": bytes += "\\t".utf8
            case _ where scalar.misleads:
                for unit in UTF16.encode(scalar) ?? .init() { write(escaped: unit) }
            default: bytes += UTF8.encode(scalar) ?? .init()
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func write(escaped unit: UInt16) {
        let digits = String(unit, radix: 16)
        bytes += "\\u".utf8
        bytes += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
        bytes += digits.utf8
    }
}

extension Unicode.Scalar {
    /// Whether the character does something to a line or a terminal rather than stand in it: controls of C0 and C1,
    /// separators of lines and paragraphs, marks of direction.
    var misleads: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: properties.isBidiControl || value == 0xFEFF || value >= 0xE0000
        default: false
        }
    }
}
