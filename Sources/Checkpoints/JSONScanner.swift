/// What of JSON is the same for every format that is written in it.
enum JSON {
    /// Objects and lists inside each other: a header needs three.
    static let maximumDepth = 4
    /// Keys of one object.
    static let maximumEntries = 262_144

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}

/// The keys of an object so far. A header has thousands of objects with three keys, which are
/// compared faster than hashed.
private struct Keys {
    private static let few = 8
    private var listed: [String] = []
    private var hashed: Set<String> = []

    init() { listed.reserveCapacity(4) }

    /// Adds a key; false if it was there.
    mutating func insert(_ key: String) -> Bool {
        if listed.contains(key) { return false }
        guard listed.count == Self.few else {
            listed.append(key)
            return true
        }
        return hashed.insert(key).inserted
    }
}

/// The rules of a format that is written in JSON.
protocol JSONRule: FormatRule {
    /// The text is not JSON; `offset` counts from its first byte.
    static func notJSON(offset: Int, expected: String) -> Self
    /// Objects and lists stand inside each other too deeply.
    static func tooDeep(offset: Int) -> Self
    /// An object has the same key twice.
    static func duplicateKey(_ key: String) -> Self
    /// An object has more keys than ``JSON/maximumEntries``.
    static var tooManyEntries: Self { get }
}

/// A reader of JSON that takes nothing on trust: it refuses duplicate keys, deep nesting, and
/// whatever RFC 8259 does not allow.
///
/// The caller asks for what should come next and so builds no tree. The bytes have to be valid
/// UTF-8; that is checked once, before. What is wrong is told as a rule of the file's own format.
struct JSONScanner<Rule: JSONRule> {
    /// What a value is, by its first byte.
    enum Kind { case object, array, string, number, word }

    private let bytes: [UInt8]
    private let start: Int
    private let end: Int
    private var position: Int
    private var depth = 0

    /// A scanner of the bytes in a range.
    init(_ bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        start = range.lowerBound
        end = range.upperBound
        position = start
    }

    private var next: UInt8? { position < end ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, JSON.isSpace(byte) { position += 1 }
    }

    /// Whether this byte comes next; it is passed over if so.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private func unexpected(_ expected: String) -> Rule {
        .notJSON(offset: position - start, expected: expected)
    }

    /// What comes next, after any white space.
    mutating func kind() throws(Rule) -> Kind {
        skipSpace()
        return switch next.map(Unicode.Scalar.init) {
        case "{"?: .object
        case "["?: .array
        case "\""?: .string
        case "-"?, "0"?, "1"?, "2"?, "3"?, "4"?, "5"?, "6"?, "7"?, "8"?, "9"?: .number
        case "t"?, "f"?, "n"?: .word
        default: throw unexpected("a value")
        }
    }

    /// Checks that nothing but white space is left.
    mutating func finish() throws(Rule) {
        skipSpace()
        guard position == end else { throw unexpected("the end") }
    }
}

// MARK: - Objects and lists

extension JSONScanner {
    /// Reads an object; the closure has to read the value of each key.
    mutating func object(
        _ member: (inout JSONScanner, _ key: String) throws(Rule) -> Void
    ) throws(Rule) {
        var keys = Keys()
        try object(isNew: { keys.insert($0) }, member)
    }

    /// Reads an object whose keys the caller keeps: `isNew` tells whether one was not there before.
    mutating func object(
        isNew: (_ key: String) -> Bool,
        _ member: (inout JSONScanner, _ key: String) throws(Rule) -> Void
    ) throws(Rule) {
        var count = 0
        try items(from: "{", to: "}") { scanner throws(Rule) in
            guard try scanner.kind() == .string else { throw scanner.unexpected("a key") }
            let key = try scanner.string()
            guard isNew(key) else { throw .duplicateKey(key) }
            count += 1
            guard count <= JSON.maximumEntries else { throw .tooManyEntries }
            scanner.skipSpace()
            guard scanner.take(":") else { throw scanner.unexpected("\":\"") }
            try member(&scanner, key)
        }
    }

    /// Reads a list; the closure has to read each element.
    mutating func array(
        _ element: (inout JSONScanner) throws(Rule) -> Void
    ) throws(Rule) {
        try items(from: "[", to: "]", element)
    }

    private mutating func items(
        from opening: Unicode.Scalar, to closing: Unicode.Scalar,
        _ item: (inout JSONScanner) throws(Rule) -> Void
    ) throws(Rule) {
        skipSpace()
        guard take(opening) else { throw unexpected("\"\(opening)\"") }
        depth += 1
        guard depth <= JSON.maximumDepth else { throw .tooDeep(offset: position - 1 - start) }
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

    /// Passes over a value of any kind.
    mutating func skip() throws(Rule) {
        switch try kind() {
        case .object: try object { scanner, _ throws(Rule) in try scanner.skip() }
        case .array: try array { scanner throws(Rule) in try scanner.skip() }
        case .string: _ = try string()
        case .number: _ = try unsigned()
        case .word: _ = try word()
        }
    }
}

// MARK: - Strings, numbers, words

extension JSONScanner {
    /// Reads a string.
    mutating func string() throws(Rule) -> String {
        skipSpace()
        guard take("\"") else { throw unexpected("a string") }
        let first = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20
        {
            position += 1
        }
        let plain = bytes[first..<position]
        if take("\"") { return String(decoding: plain, as: UTF8.self) }
        return try stringWithEscapes(after: plain)
    }

    private mutating func stringWithEscapes(
        after plain: ArraySlice<UInt8>
    ) throws(Rule) -> String {
        var units = Array(plain)
        while let byte = next, byte >= 0x20 {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): units += Array(String(try escaped()).utf8)
            default: units.append(byte)
            }
        }
        throw unexpected("the end of the string")
    }

    /// The character that an escape stands for, after its backslash.
    private mutating func escaped() throws(Rule) -> Unicode.Scalar {
        let escape = next
        position += escape == nil ? 0 : 1
        switch escape {
        case UInt8(ascii: "\"")?: return "\""
        case UInt8(ascii: "\\")?: return "\\"
        case UInt8(ascii: "/")?: return "/"
        case UInt8(ascii: "b")?: return "\u{8}"
        case UInt8(ascii: "f")?: return "\u{C}"
        case UInt8(ascii: "n")?: return "\n"
        case UInt8(ascii: "r")?: return "\r"
        case UInt8(ascii: "t")?: return "\t"
        case UInt8(ascii: "u")?: return try unicodeEscape()
        default: throw unexpected("an escape")
        }
    }

    private mutating func unicodeEscape() throws(Rule) -> Unicode.Scalar {
        let unit = try hexUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, take("\\"), take("u") else { throw unexpected("a surrogate pair") }
        let low = try hexUnit()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw unexpected("a surrogate pair") }
        return scalar
    }

    private mutating func hexUnit() throws(Rule) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next,
                let digit = Character(Unicode.Scalar(byte)).hexDigitValue
            else { throw unexpected("four hexadecimal digits") }
            position += 1
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// Reads a number; `nil` if it is not an integer from 0 to 2⁶⁴ - 1 in plain digits.
    mutating func unsigned() throws(Rule) -> UInt64? {
        skipSpace()
        let isNegative = take("-")
        let first = position
        var value: UInt64? = 0
        while let digit = digit() {
            value = value.flatMap { Self.appending(digit, to: $0) }
        }
        let hasLeadingZero = position > first + 1 && bytes[first] == UInt8(ascii: "0")
        guard position > first, !hasLeadingZero else { throw unexpected("a number") }
        let isInteger = try !fraction()
        return isInteger && !isNegative ? value : nil
    }

    private mutating func digit() -> UInt64? {
        guard let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
            return nil
        }
        position += 1
        return UInt64(byte - UInt8(ascii: "0"))
    }

    private static func appending(_ digit: UInt64, to value: UInt64) -> UInt64? {
        let (tens, tooBig) = value.multipliedReportingOverflow(by: 10)
        let (sum, tooBigSum) = tens.addingReportingOverflow(digit)
        return tooBig || tooBigSum ? nil : sum
    }

    /// Passes over a number's fraction and exponent; whether there was one.
    private mutating func fraction() throws(Rule) -> Bool {
        let first = position
        if take(".") { try digits() }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            try digits()
        }
        return position > first
    }

    private mutating func digits() throws(Rule) {
        guard digit() != nil else { throw unexpected("a digit") }
        while digit() != nil {}
    }

    /// Reads `true`, `false` or `null`.
    mutating func word() throws(Rule) -> String {
        skipSpace()
        for word in ["true", "false", "null"] where bytes[position..<end].starts(with: word.utf8) {
            position += word.utf8.count
            return word
        }
        throw unexpected("a value")
    }
}
