import Checkpoints
import Testing

/// A file that breaks one rule.
struct BadFile: Sendable, CustomTestStringConvertible {
    let what: String
    let bytes: [UInt8]
    let rule: SafetensorsRule

    init(_ what: String, _ header: String, data: Int = 0, _ rule: SafetensorsRule) {
        self.init(what, bytes: fileBytes(header, data: data), rule)
    }

    init(_ what: String, bytes: [UInt8], _ rule: SafetensorsRule) {
        self.what = what
        self.bytes = bytes
        self.rule = rule
    }

    var testDescription: String { what }
}

@Suite struct SafetensorsRuleTests {
    @Test(arguments: BadFile.all)
    func `a file that breaks a rule is refused by that rule`(_ file: BadFile) {
        #expect(throws: file.rule) {
            try SafetensorsHeader.parse(file.bytes, fileSize: file.bytes.count)
        }
    }

    @Test(arguments: BadFile.all)
    func `the sentence names the file, and the tensor where there is one`(_ file: BadFile) {
        let sentence = CheckpointError.invalid(path: "/m/a.safetensors", rule: file.rule)
            .description
        #expect(sentence.hasPrefix("/m/a.safetensors is not a valid safetensors file: "))
        #expect(sentence.hasSuffix(".") && !sentence.contains("\n") && !sentence.contains(": ."))
        if let tensor = file.rule.tensor { #expect(sentence.contains("\"\(tensor)\"")) }
    }

    @Test func `more entries than a model has are refused`() throws {
        func file(entries: Int) -> [UInt8] {
            let members = (0..<entries).lazy.map { "\"\($0)\":\"\"" }.joined(separator: ",")
            return fileBytes("{\"__metadata__\":{\(members)}}")
        }
        let most = file(entries: 262_144)
        #expect(try SafetensorsHeader.parse(most, fileSize: most.count).metadata.count == 262_144)
        let tooMany = file(entries: 262_145)
        #expect(throws: SafetensorsRule.tooManyEntries) {
            try SafetensorsHeader.parse(tooMany, fileSize: tooMany.count)
        }
    }

    @Test func `a name of 1,024 bytes is the longest`() throws {
        let longest = fileBytes("{\(entry(String(repeating: "é", count: 512), "U8", [0], 0, 0))}")
        #expect(try SafetensorsHeader.parse(longest, fileSize: longest.count).tensors.count == 1)
        let tooLong = fileBytes(
            "{\(entry(String(repeating: "é", count: 512) + "x", "U8", [0], 0, 0))}")
        #expect(throws: SafetensorsRule.longName(byteCount: 1_025)) {
            try SafetensorsHeader.parse(tooLong, fileSize: tooLong.count)
        }
    }

    @Test func `a header of which only a part is at hand is refused`() {
        let bytes = fileBytes("{}")
        #expect(throws: SafetensorsRule.headerBeyondFile(length: 2, fileSize: 9)) {
            try SafetensorsHeader.parse(Array(bytes.dropLast()), fileSize: 10)
        }
    }

    @Test func `control characters of a name do not reach the terminal`() {
        let sentence = SafetensorsRule.duplicateKey("a\u{1B}[2J\"\n").description
        #expect(sentence == #"the key "a\u{1B}[2J\"\n" stands twice in one object"#)
    }

    @Test func `a very long name is shortened in the sentence`() {
        let name = String(repeating: "a", count: 5_000)
        #expect(SafetensorsRule.duplicateKey(name).description.count < 200)
    }
}

extension SafetensorsRule {
    /// The tensor that the rule is about.
    fileprivate var tensor: String? {
        switch self {
        case .badEntry(let tensor), .missingField(let tensor, _), .badField(let tensor, _),
            .unknownType(let tensor, _), .highRank(let tensor), .overflow(let tensor),
            .partialByte(let tensor), .reversedOffsets(let tensor, _, _),
            .wrongByteCount(let tensor, _, _), .notContiguous(let tensor, _, _):
            tensor
        default: nil
        }
    }
}
