import Testing
import Wire

@Suite struct `JSON is read` {
    private func parsed(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: text.utf8)
    }

    private static let texts: [(String, JSONValue)] = [
        ("null", .null), ("true", true), ("false", false), (" 7 ", 7), ("-0", 0),
        ("7.0", 7.0), ("-1.5e-3", -0.0015), ("1E2", 100.0), ("\"\"", ""), ("[]", []), ("{}", [:]),
        ("[1,[2,{\"a\":null}]]", [1, [2, ["a": .null]]]), ("\"a\\/\\\"\\u0041\\n\"", "a/\"A\n"),
        ("\"ä€😀\"", "ä€😀"), ("\"\\ud83d\\ude00\"", "😀"),
    ]

    @Test(arguments: texts)
    func `as it is written`(text: String, value: JSONValue) throws {
        #expect(try parsed(text) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "truex", "01", "-", "1.", ".5", "1e", "+1", "NaN", "Infinity", "[1,]",
        "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "{1:2}", "'a'", "\"a", "\"\\x\"", "\"\\u12\"",
        "\"a\nb\"", "[", "{", "[}", "1 2", "\"\\", "\u{FEFF}\u{FEFF}1",
    ])
    func `and refused where it is none`(text: String) {
        #expect(throws: JSONError.self) { try parsed(text) }
    }

    @Test func `integers beyond Int become floating-point numbers`() throws {
        #expect(try parsed("9223372036854775807") == .integer(.max))
        #expect(try parsed("9223372036854775808") == .number(9_223_372_036_854_775_808))
    }

    @Test func `a number beyond floating point is refused`() {
        #expect(throws: JSONError.numberTooLarge(offset: 1)) { try parsed("[1e999]") }
        #expect(throws: JSONError.numberTooLarge(offset: 0)) {
            try parsed(String(repeating: "9", count: 100_000))
        }
    }

    @Test func `of the same key twice the later value counts at the former's place`() throws {
        let object = try parsed("{\"a\":1,\"b\":2,\"a\":3}")
        #expect(object == ["a": 3, "b": 2])
    }

    @Test(arguments: ["\\ud800", "\\udc00", "\\ud800\\u0041", "\\udc00\\ud800", "\\ud800x"])
    func `half of a surrogate pair becomes the replacement character`(escape: String) throws {
        let text = try #require(try parsed("\"\(escape)\"").text)
        #expect(text.unicodeScalars.first == "\u{FFFD}")
    }

    @Test func `what is not UTF-8 is refused`() {
        #expect(throws: JSONError.notUTF8(offset: 1)) {
            try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22])
        }
        #expect(throws: JSONError.notUTF8(offset: 1)) {
            try JSONValue(parsing: [0x22, 0x5C, 0x6E, 0xED, 0xA0, 0x80, 0x22])
        }
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0xFF]) }
    }

    @Test func `a mark of byte order is passed over`() throws {
        #expect(try JSONValue(parsing: [0xEF, 0xBB, 0xBF, 0x31]) == 1)
    }

    @Test func `an error says where it is`() {
        #expect(throws: JSONError.syntax(offset: 6, expected: "a value")) {
            try parsed("{\"a\": }")
        }
        #expect(
            JSONError.syntax(offset: 6, expected: "a value").description
                == "The body is not JSON: at byte 6 there should be a value.")
    }
}

@Suite struct `JSON is read within limits` {
    @Test func `of depth`() throws {
        let limit = JSONLimits.standard.depth
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSONValue(parsing: nested(limit).utf8)
        #expect(throws: JSONError.tooDeep(limit: limit)) {
            try JSONValue(parsing: nested(limit + 1).utf8)
        }
        #expect(throws: JSONError.tooDeep(limit: limit)) {
            try JSONValue(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
        }
        #expect(throws: JSONError.tooDeep(limit: limit)) {
            try JSONValue(parsing: String(repeating: "{\"a\":", count: 100_000).utf8)
        }
    }

    @Test func `of values, without reading the rest`() throws {
        let many = "[" + String(repeating: "0,", count: 1_000_000) + "0]"
        let limit = JSONLimits.standard.values
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(throws: JSONError.tooManyValues(limit: limit)) {
                try JSONValue(parsing: many.utf8)
            }
        }
        #expect(time < .seconds(10))
        _ = try JSONValue(parsing: "[0,0]".utf8, limits: JSONLimits(values: 3))
        #expect(throws: JSONError.tooManyValues(limit: 2)) {
            try JSONValue(parsing: "[0,0]".utf8, limits: JSONLimits(values: 2))
        }
    }

    @Test func `of keys`() throws {
        func object(_ keys: Int) -> String {
            "{" + (0..<keys).map { "\"k\($0)\":0" }.joined(separator: ",") + "}"
        }
        let limit = JSONLimits.standard.keys
        #expect(try JSONValue(parsing: object(limit).utf8).members?.count == limit)
        #expect(throws: JSONError.tooManyKeys(limit: limit)) {
            try JSONValue(parsing: object(limit + 1).utf8)
        }
    }

    @Test func `a text of 32 MiB is read and written in a few passes over its bytes`() throws {
        let count = JSONLimits.standard.stringBytes
        var bytes = [UInt8](repeating: UInt8(ascii: "A"), count: count + 2)
        bytes[0] = UInt8(ascii: "\"")
        bytes[count + 1] = UInt8(ascii: "\"")
        let value = try JSONValue(parsing: bytes)
        #expect(value.text?.utf8.count == count)
        #expect(value.bytes == bytes)
        bytes.insert(UInt8(ascii: "A"), at: 1)
        #expect(throws: JSONError.longString(bytes: count)) { try JSONValue(parsing: bytes) }
    }
}
