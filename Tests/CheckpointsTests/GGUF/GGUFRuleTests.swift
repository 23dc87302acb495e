import Checkpoints
import Testing

@Suite struct GGUFRuleTests {
    @Test(arguments: GGUFKind.ofGGML)
    func `ggml's hand-made files are taken and refused as ggml does`(_ kind: GGUFKind) throws {
        try judge(kind)
    }

    @Test func `ggml has 33 kinds of hand-made files`() {
        #expect(Set(GGUFKind.ofGGML.map(\.what)).count == 33)
    }

    @Test(arguments: GGUFKind.broken)
    func `a file that breaks a rule is refused by that rule`(_ kind: GGUFKind) throws {
        try judge(kind)
    }

    private func judge(_ kind: GGUFKind) throws {
        let file = MemoryBytes(kind.bytes, path: "/m/a.gguf")
        guard let rule = kind.rule else {
            _ = try GGUFReader.contents(of: file)
            return
        }
        #expect(throws: CheckpointError.invalid(path: "/m/a.gguf", rule: rule)) {
            try GGUFReader.contents(of: file)
        }
    }

    @Test(arguments: (GGUFKind.ofGGML + GGUFKind.broken).filter { $0.rule != nil })
    func `the sentence names the file, and the tensor or key there is`(_ kind: GGUFKind) throws {
        let rule = try #require(kind.rule)
        let sentence = CheckpointError.invalid(path: "/m/a.gguf", rule: rule).description
        #expect(sentence.hasPrefix("/m/a.gguf is not a valid GGUF file: "))
        #expect(sentence.hasSuffix(".") && !sentence.contains("\n") && !sentence.contains(": ."))
        if let name = rule.name { #expect(sentence.contains("\"\(name)\"")) }
    }

    @Test(
        arguments: [
            (39, "type MXFP4"), (40, "type NVFP4"), (41, "type Q1_0"), (16, "type IQ2_XXS"),
            (34, "type TQ1_0"), (9, "type Q8_1"), (99, "type 99"),
        ] as [(UInt32, String)])
    func `a type that is not read is called by its name`(type: UInt32, name: String) {
        let rule = GGUFRule.unsupportedType(tensor: "t", type: type)
        #expect(rule.description.contains("tensor \"t\" is of \(name), which is not read"))
    }

    @Test func `what of a name is no text does not reach the terminal`() {
        let sentence = GGUFRule.duplicateTensor("a\u{1B}[2J").description
        #expect(!sentence.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }
}

extension GGUFRule {
    /// The tensor or key that the rule is about.
    fileprivate var name: String? {
        switch self {
        case .duplicateKey(let name), .unknownValueType(let name, _), .badBool(let name, _),
            .longString(let name, _), .longArray(let name, _), .nestedArray(let name),
            .duplicateTensor(let name), .highRank(let name, _), .overflow(let name),
            .unsupportedType(let name, _), .partialBlock(let name, _, _),
            .misaligned(let name, _, _), .notPacked(let name, _, _),
            .dataBeyondFile(let name, _, _), .badOriginalShape(let name):
            name
        default: nil
        }
    }
}
