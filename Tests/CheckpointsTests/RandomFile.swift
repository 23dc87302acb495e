import Checkpoints

/// A valid safetensors file of a few small tensors, made at random.
struct RandomFile {
    let tensors: [TensorInfo]
    let bytes: [UInt8]

    init(using random: inout SplitMix64) {
        var end = 0
        let described = (0..<Int.random(in: 0...4, using: &random)).map { number in
            let tensor = Self.tensor(number, at: end, using: &random)
            end = tensor.range.upperBound
            return tensor
        }
        let header = Self.header(of: described, using: &random)
        let dataStart = 8 + header.utf8.count
        bytes = fileBytes(header, data: end)
        tensors = described.map { tensor in
            let range = tensor.range.lowerBound + dataStart..<tensor.range.upperBound + dataStart
            return TensorInfo(
                name: tensor.name, type: tensor.type, shape: tensor.shape, range: range)
        }
    }

    private static func tensor(
        _ number: Int, at begin: Int, using random: inout SplitMix64
    ) -> TensorInfo {
        let type = StoredType.allCases.randomElement(using: &random) ?? .f32
        let rank = Int.random(in: 0...4, using: &random)
        var shape = (0..<rank).map { _ in Int.random(in: 0...3, using: &random) }
        let bits = shape.reduce(type.bits, *)
        if !bits.isMultiple(of: 8) { shape.append(4) }
        let name = ["w", "é", "模", "😀", "\"\n", "\\"].randomElement(using: &random) ?? "w"
        let end = begin + shape.reduce(type.bits, *) / 8
        return TensorInfo(name: "\(name)\(number)", type: type, shape: shape, range: begin..<end)
    }

    private static func header(
        of tensors: [TensorInfo], using random: inout SplitMix64
    ) -> String {
        var entries = tensors.map { tensor in
            entry(
                escaped(tensor.name), tensor.type.rawValue, tensor.shape.map { UInt64($0) },
                tensor.range.lowerBound, tensor.range.upperBound)
        }
        if Bool.random(using: &random) { entries.append(#""__metadata__":{"a":"b"}"#) }
        entries.shuffle(using: &random)
        let padding = String(repeating: " ", count: Int.random(in: 0...3, using: &random))
        return padding + "{" + entries.joined(separator: ",") + "}" + padding
    }
}

/// A name as JSON writes it: here every character outside ASCII, and some others, as an escape.
private func escaped(_ name: String) -> String {
    name.utf16.map { unit in
        (0x30..<0x7B).contains(unit) && unit != 0x5C
            ? String(UnicodeScalar(UInt8(unit)))
            : "\\u" + String(0x1_0000 + Int(unit), radix: 16).dropFirst()
    }.joined()
}

/// Changes a file's bytes at random.
struct Mutation {
    /// Bytes that mean something to a header, likelier than others to reach deep into the reader.
    private static let telling = Array(#"{}[]",:\u0123456789.-+eE _ntf"#.utf8)

    /// The bytes after one to three changes.
    static func apply(to bytes: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) { change(&bytes, using: &random) }
        if Int.random(in: 0..<4, using: &random) == 0 { setLength(&bytes, using: &random) }
        return bytes
    }

    private static func change(_ bytes: inout [UInt8], using random: inout SplitMix64) {
        guard let place = bytes.indices.randomElement(using: &random) else { return }
        let byte = telling.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes.removeSubrange(place...)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(byte, at: place)
        case 3: bytes[place] = byte
        case 4: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 5: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
        default: bytes.append(byte)
        }
    }

    /// Makes the first eight bytes fit what follows the header, or nearly.
    private static func setLength(_ bytes: inout [UInt8], using random: inout SplitMix64) {
        guard bytes.count > 8, let end = bytes.lastIndex(of: UInt8(ascii: "}")), end >= 8 else {
            return
        }
        let length = end - 7 + Int.random(in: 0...1, using: &random)
        bytes.replaceSubrange(0..<8, with: lengthBytes(UInt64(length)))
    }
}
