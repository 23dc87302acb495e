/// A GGUF file to be written: right as it is made, wrong in what a test then changes.
struct GGUFDraft {
    /// A key and its value.
    struct Key {
        var name: [UInt8]
        var length: UInt64
        var type: UInt32
        var value: [UInt8]

        init(_ name: String, _ value: Value) {
            self.name = Array(name.utf8)
            (length, type, self.value) = (UInt64(name.utf8.count), value.type, value.bytes)
        }
    }

    /// A tensor's entry, and how many bytes of data follow for it.
    struct Tensor {
        var name: [UInt8]
        var length: UInt64
        var rank: UInt32
        var dimensions: [UInt64]
        var type: UInt32
        /// Where the data begins; `nil` for the place that is right.
        var offset: UInt64?
        var byteCount: Int

        /// A tensor of these dimensions, the fastest first, and of a type by its number.
        init(_ name: String, _ type: UInt32 = 0, _ dimensions: [UInt64] = [2]) {
            self.name = Array(name.utf8)
            length = UInt64(name.utf8.count)
            (rank, self.dimensions, self.type) = (UInt32(dimensions.count), dimensions, type)
            let block = Self.blocks[type] ?? (1, 4)
            byteCount = dimensions.reduce(1) { $0 &* Int(truncatingIfNeeded: $1) } / block.0
            byteCount = byteCount &* block.1
        }

        /// Elements and bytes of a block, of all types that are read.
        static let blocks: [UInt32: (Int, Int)] = [
            0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
            10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
            20: (32, 18), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8),
            28: (1, 8), 30: (1, 2),
        ]
    }

    var magic = Array("GGUF".utf8)
    var version: UInt32 = 3
    /// The counts, where they are not those of what follows.
    var tensorCount: UInt64?
    var keyCount: UInt64?
    var keys: [Key] = []
    var tensors: [Tensor] = []
    /// What the data is padded to. The key that says so is the test's business.
    var alignment = 32

    /// A file of keys and tensors.
    init(_ keys: [Key] = [], _ tensors: [Tensor] = [], alignment: Int = 32) {
        (self.keys, self.tensors, self.alignment) = (keys, tensors, alignment)
    }

    /// The header without the padding after it.
    var header: [UInt8] {
        var bytes = magic + little(version)
        bytes += little(tensorCount ?? UInt64(tensors.count))
        bytes += little(keyCount ?? UInt64(keys.count))
        for key in keys { bytes += little(key.length) + key.name + little(key.type) + key.value }
        var place = 0
        for tensor in tensors {
            bytes += little(tensor.length) + tensor.name + little(tensor.rank)
            for dimension in tensor.dimensions { bytes += little(dimension) }
            bytes += little(tensor.type) + little(tensor.offset ?? UInt64(place))
            place += padded(tensor.byteCount)
        }
        return bytes
    }

    /// The whole file. Each byte of the data is its place in it, modulo 251.
    var bytes: [UInt8] {
        var bytes = header
        bytes += Array(repeating: 0, count: padded(bytes.count) - bytes.count)
        let count = tensors.reduce(0) { $0 + padded($1.byteCount) }
        return bytes + (0..<count).map { UInt8($0 % 251) }
    }

    private func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
}

extension GGUFDraft {
    /// A value, by its type.
    enum Value {
        case uint8(UInt8), int8(Int8), uint16(UInt16), int16(Int16), uint32(UInt32), int32(Int32)
        case uint64(UInt64), int64(Int64), float32(Float), float64(Double), bool(UInt8)
        case string(String)
        case array(type: UInt32, count: UInt64, elements: [UInt8])
        case unknown(type: UInt32)

        var type: UInt32 {
            switch self {
            case .uint8: 0
            case .int8: 1
            case .uint16: 2
            case .int16: 3
            case .uint32: 4
            case .int32: 5
            case .float32: 6
            case .bool: 7
            case .string: 8
            case .array: 9
            case .uint64: 10
            case .int64: 11
            case .float64: 12
            case .unknown(let type): type
            }
        }

        var bytes: [UInt8] {
            switch self {
            case .uint8(let value), .bool(let value): [value]
            case .int8(let value): little(value)
            case .uint16(let value): little(value)
            case .int16(let value): little(value)
            case .uint32(let value): little(value)
            case .int32(let value): little(value)
            case .uint64(let value): little(value)
            case .int64(let value): little(value)
            case .float32(let value): little(value.bitPattern)
            case .float64(let value): little(value.bitPattern)
            case .string(let text): little(UInt64(text.utf8.count)) + Array(text.utf8)
            case .array(let type, let count, let elements):
                little(type) + little(count) + elements
            case .unknown: [0]
            }
        }

        /// An array of values of one type.
        static func array(_ values: [Value]) -> Value {
            .array(
                type: values.first?.type ?? 0, count: UInt64(values.count),
                elements: values.flatMap(\.bytes))
        }
    }

    /// A file with a value of every type, arrays of them, and a tensor of every type.
    static let full: GGUFDraft = {
        let values: [Value] = [
            .uint8(200), .int8(-100), .uint16(60_000), .int16(-30_000), .uint32(4_000_000_000),
            .int32(-2_000_000_000), .float32(0.5), .bool(1), .string("text"), .uint64(.max),
            .int64(.min), .float64(-0.25),
        ]
        let all = values + values.map { .array([$0, $0, $0]) } + [.array([])]
        let keys = all.enumerated().map { Key("my_key_\($0)", $1) }
        let types = Tensor.blocks.sorted { $0.key < $1.key }
        let tensors = types.enumerated().map { number, type in
            let width = UInt64(type.value.0 * (1 + number % 3))
            return Tensor("my_tensor_\(number)", type.key, [width, 3, 2, 1].dropLast(number % 4))
        }
        return GGUFDraft(keys, tensors)
    }()

    /// This file with a change.
    func with(_ change: (inout GGUFDraft) -> Void) -> GGUFDraft {
        var copy = self
        change(&copy)
        return copy
    }
}
