import Checkpoints
import Testing

/// The reader against 24,000 damaged files: it may refuse them, and may not crash, nor believe what
/// does not lie in the file.
@Suite struct RandomGGUFTests {
    @Test func `every truncation of a header is refused`() throws {
        let (bytes, header) = (GGUFDraft.full.bytes, GGUFDraft.full.header)
        for count in 0..<header.count + 32 {
            let file = MemoryBytes(Array(bytes.prefix(count)))
            #expect(throws: CheckpointError.self) { try GGUFReader.contents(of: file) }
        }
    }

    @Test func `every truncation of the data is refused, but of the last padding`() throws {
        let bytes = GGUFDraft([], [.init("a", 8, [64]), .init("b", 1, [5])]).bytes
        let last = bytes.count - 22
        for count in bytes.indices {
            let contents = try contents(of: Array(bytes.prefix(count)))
            #expect((contents != nil) == (count >= last))
        }
    }

    @Test(arguments: 0..<8)
    func `a file with damaged bytes is refused, or is whole in another way`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let files = [small.bytes, aligned.bytes]
        var accepted = 0
        for number in 0..<1_500 {
            var bytes = files[number % 2]
            for _ in 0..<Int.random(in: 1...3, using: &random) { damage(&bytes, using: &random) }
            accepted += try judge(bytes)
        }
        #expect((75..<1_425).contains(accepted))
    }

    @Test(arguments: 8..<16)
    func `a file with damaged fields is refused, or is whole in another way`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let drafts = [small, aligned]
        var accepted = 0
        for number in 0..<1_500 {
            var draft = drafts[number % 2]
            for _ in 0..<Int.random(in: 1...2, using: &random) { damage(&draft, using: &random) }
            accepted += try judge(draft.bytes)
        }
        #expect((75..<1_425).contains(accepted))
    }

    /// A file of a few keys and tensors.
    private let small = GGUFDraft(
        [
            .init("general.architecture", .string("sd1")), .init("flag", .bool(1)),
            .init("words", .array([.string("a"), .string("bc")])),
            .init("comfy.gguf.orig_shape.b", .array([.int32(8), .int32(8)])),
        ],
        [
            .init("a", 0, [3, 2]), .init("b", 2, [32, 2]), .init("c", 14, [256]),
            .init("d", 1, [0]),
        ])

    /// The same with an alignment of its own.
    private var aligned: GGUFDraft {
        small.with {
            $0.keys.append(.init("general.alignment", .uint32(8)))
            $0.alignment = 8
        }
    }

    private func contents(of bytes: [UInt8]) throws -> FileContents? {
        do { return try GGUFReader.contents(of: MemoryBytes(bytes)) } catch { return nil }
    }

    /// 1 if the file is accepted, and then what has to be true of it; 0 if it is refused.
    private func judge(_ bytes: [UInt8]) throws -> Int {
        guard let contents = try contents(of: bytes) else { return 0 }
        var end = 24
        for tensor in contents.tensors.values.sorted(by: {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }) {
            try #require(tensor.range.lowerBound >= end && tensor.range.upperBound <= bytes.count)
            try #require(tensor.shape.count <= 8 && tensor.shape.allSatisfy { $0 >= 0 })
            end = tensor.range.upperBound
            guard case .blocks(let type) = tensor.layout else {
                try #require(tensor.count * tensor.type.bits == tensor.range.count * 8)
                continue
            }
            let blocks = tensor.range.count / type.byteCount
            try #require(blocks * type.byteCount == tensor.range.count)
            try #require(blocks * type.elements == tensor.count)
            dequantize(bytes[tensor.range], type, count: tensor.count)
        }
        return 1
    }

    private func dequantize(_ bytes: ArraySlice<UInt8>, _ type: BlockType, count: Int) {
        var numbers = [Float](repeating: .infinity, count: count)
        bytes.withUnsafeBytes { from in
            numbers.withUnsafeMutableBytes { to in
                Dequantization.dequantize(from, type, into: to, as: .f32)
            }
        }
        #expect(numbers.count == count)
    }
}

// MARK: - Damage

extension RandomGGUFTests {
    private func damage(_ bytes: inout [UInt8], using random: inout SplitMix64) {
        guard let place = bytes.indices.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes.removeSubrange(place...)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(UInt8.random(in: 0...4, using: &random), at: place)
        case 3: bytes[place] = [0, 1, 2, 8, 9, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
        case 4: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 5: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
        default: bytes.append(0)
        }
    }

    private func damage(_ draft: inout GGUFDraft, using random: inout SplitMix64) {
        let key = draft.keys.indices.randomElement(using: &random) ?? 0
        let tensor = draft.tensors.indices.randomElement(using: &random) ?? 0
        let number = number(using: &random)
        let small = UInt32.random(in: 0..<45, using: &random)
        switch Int.random(in: 0..<14, using: &random) {
        case 0: draft.tensorCount = number
        case 1: draft.keyCount = number
        case 2: draft.version = UInt32(truncatingIfNeeded: number)
        case 3: draft.alignment = 1 << Int.random(in: 0...7, using: &random)
        case 4: draft.keys[key].length = number
        case 5: draft.keys[key].type = small % 14
        case 6: draft.keys[key].value.append(contentsOf: little(number))
        case 7: draft.keys.swapAt(key, 0)
        case 8: draft.tensors[tensor].length = number
        case 9: draft.tensors[tensor].rank = small % 6
        case 10: draft.tensors[tensor].dimensions.append(number)
        case 11: draft.tensors[tensor].type = small
        case 12: draft.tensors[tensor].offset = number
        default: draft.tensors.swapAt(tensor, 0)
        }
    }

    /// A number that is likely to be at a limit.
    private func number(using random: inout SplitMix64) -> UInt64 {
        let power = UInt64(1) << UInt64.random(in: 0..<64, using: &random)
        return [0, 1, 2, power, power - 1, .max, .max - 31, .random(in: 0...300, using: &random)]
            .randomElement(using: &random) ?? 0
    }
}
