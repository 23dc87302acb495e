extension JSONValue {
    /// The value of a JSON text, read in linear time.
    ///
    /// What the text is not trusted with is its size: see ``JSONLimits``. A mark of byte order before
    /// it is passed over. Of the same key twice the later value counts, and half of a surrogate pair
    /// becomes U+FFFD, as with Python's `json`; `NaN` and `Infinity` are refused.
    ///
    /// - Parameter bytes: UTF-8.
    package init(
        parsing bytes: some Sequence<UInt8>, limits: JSONLimits = .standard
    ) throws(JSONError) {
        let result =
            bytes.withContiguousStorageIfAvailable { Self.parsed($0, limits) }
            ?? Array(bytes).withUnsafeBufferPointer { Self.parsed($0, limits) }
        self = try result.get()
    }

    private static func parsed(
        _ bytes: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits
    ) -> Result<JSONValue, JSONError> {
        Result { () throws(JSONError) -> JSONValue in
            var parser = JSONParser(bytes, limits: limits)
            return try parser.text()
        }
    }
}

/// A reader of JSON. The depth of its recursion is that of the text, which is limited.
struct JSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0
    private var count = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Reads the whole text.
    mutating func text() throws(JSONError) -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw unexpected("the end") }
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func unexpected(_ expected: String) -> JSONError {
        .syntax(offset: position, expected: expected)
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Whether this character comes next; it is passed over if so.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        count += 1
        guard count <= limits.values else { throw .tooManyValues(limit: limits.values) }
        skipSpace()
        switch next.map(Unicode.Scalar.init) {
        case "{"?: return .object(try object())
        case "["?: return .array(try array())
        case "\""?: return .string(try string())
        case "-"?, "0"?, "1"?, "2"?, "3"?, "4"?, "5"?, "6"?, "7"?, "8"?, "9"?: return try number()
        case "t"?: return try word("true", .bool(true))
        case "f"?: return try word("false", .bool(false))
        case "n"?: return try word("null", .null)
        default: throw unexpected("a value")
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw unexpected("a value") }
        position += word.utf8.count
        return value
    }
}

// MARK: - Lists and objects

extension JSONParser {
    private mutating func array() throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        try items(until: "]") { parser throws(JSONError) in
            elements.append(try parser.value())
        }
        return elements
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        var object = JSONObject()
        try items(until: "}") { parser throws(JSONError) in
            parser.skipSpace()
            guard parser.next == JSONString.quote else { throw parser.unexpected("a key") }
            let key = try parser.string()
            parser.skipSpace()
            guard parser.take(":") else { throw parser.unexpected("\":\"") }
            object[key] = try parser.value()
            guard object.count <= parser.limits.keys else {
                throw .tooManyKeys(limit: parser.limits.keys)
            }
        }
        return object
    }

    private mutating func items(
        until closing: Unicode.Scalar, _ item: (inout JSONParser) throws(JSONError) -> Void
    ) throws(JSONError) {
        position += 1
        depth += 1
        guard depth <= limits.depth else { throw .tooDeep(limit: limits.depth) }
        skipSpace()
        if !take(closing) {
            repeat {
                try item(&self)
                skipSpace()
            } while take(",")
            guard take(closing) else { throw unexpected("\",\" or \"\(closing)\"") }
        }
        depth -= 1
    }
}

// MARK: - Strings

extension JSONParser {
    /// Reads a string, at whose quote the reader stands.
    private mutating func string() throws(JSONError) -> String {
        let start = position + 1
        position = start
        let hasEscapes = try passOverString()
        let inner = UnsafeBufferPointer(rebasing: bytes[start..<position])
        guard inner.count <= limits.stringBytes else {
            throw .longString(bytes: limits.stringBytes)
        }
        position += 1
        guard hasEscapes else {
            guard let text = String(validating: inner, as: UTF8.self) else {
                throw .notUTF8(offset: start)
            }
            return text
        }
        guard let units = JSONString.unescaped(inner) else {
            throw .syntax(offset: start, expected: "a string whose escapes JSON knows")
        }
        guard let text = String(validating: units, as: UTF8.self) else {
            throw .notUTF8(offset: start)
        }
        return text
    }

    /// Goes to the closing quote; whether there were backslashes before it.
    private mutating func passOverString() throws(JSONError) -> Bool {
        var hasEscapes = false
        while true {
            position = JSONString.plainEnd(of: bytes, from: position)
            switch next {
            case JSONString.quote: return hasEscapes
            case JSONString.backslash where position + 1 < bytes.count:
                hasEscapes = true
                position += 2
            case nil: throw unexpected("the end of the string")
            default: throw unexpected("an escape in place of the control character")
            }
        }
    }
}

// MARK: - Numbers

extension JSONParser {
    /// Bytes that a number may have; none needs more than twenty-five.
    private static let longestNumber = 1_000

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        _ = take("-")
        let first = position
        try digits()
        guard position == first + 1 || bytes[first] != UInt8(ascii: "0") else {
            throw .syntax(offset: first, expected: "a number without leading zeros")
        }
        let whole = position
        if take(".") { try digits() }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            try digits()
        }
        guard position - start <= Self.longestNumber else { throw .numberTooLarge(offset: start) }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if position == whole, let integer = Int(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else {
            throw .numberTooLarge(offset: start)
        }
        return .number(number)
    }

    private mutating func digits() throws(JSONError) {
        let first = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        guard position > first else { throw unexpected("a digit") }
    }
}
