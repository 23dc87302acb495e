typealias Subject = GGUF

/// GGUF files: counts, keys and their values, tensors' entries, the data's layout, dequantisation.
enum GGUF: FuzzTarget {
    static func run(_ input: [UInt8]) {
        examine(input) { file throws(CheckpointError) in try GGUFReader.contents(of: file) }
    }

    /// Takes a file apart, changes some of its fields, and writes it again; or changes its bytes.
    static func mutate(_ input: [UInt8], using mutator: inout Mutator) -> [UInt8] {
        guard !mutator.once(in: 8), var file = GGUFFields(input) else {
            return mutator.changed(input)
        }
        repeat { file.change(using: &mutator) } while mutator.once(in: 2)
        if !mutator.once(in: 4) { file.place(limit: mutator.limit) }
        return file.bytes(using: &mutator)
    }
}

/// The fields of a GGUF file, right or wrong.
struct GGUFFields {
    struct Key {
        var name: [UInt8]
        var kind: UInt32
        var value: [UInt8]
    }

    struct Tensor {
        var name: [UInt8]
        var dimensions: [UInt64]
        var type: UInt32
        var offset: UInt64
    }

    private var version: UInt64
    private var keys: [Key] = []
    private var tensors: [Tensor] = []
    private var data: [UInt8]

    /// Elements and bytes of a block of each type.
    private static let blocks: [UInt32: (elements: UInt64, bytes: UInt64)] = [
        0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
        10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210),
        20: (32, 18), 23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8),
        30: (1, 2),
    ]

    /// Takes a file apart; `nil` where it is too broken for that.
    init?(_ bytes: [UInt8]) {
        var cursor = Cursor(bytes)
        guard cursor.take(4) == Array("GGUF".utf8), let version = cursor.number(4),
            let tensorCount = cursor.number(8), let keyCount = cursor.number(8),
            tensorCount < 64, keyCount < 64
        else { return nil }
        self.version = version
        data = []
        for _ in 0..<keyCount {
            guard let name = cursor.string(), let kind = cursor.number(4),
                let value = cursor.value(UInt32(kind))
            else { return nil }
            keys.append(Key(name: name, kind: UInt32(kind), value: value))
        }
        for _ in 0..<tensorCount {
            guard let name = cursor.string(), let rank = cursor.number(4), rank <= 8 else {
                return nil
            }
            let dimensions = (0..<rank).compactMap { _ in cursor.number(8) }
            guard let type = cursor.number(4), let offset = cursor.number(8) else { return nil }
            tensors.append(
                Tensor(name: name, dimensions: dimensions, type: UInt32(type), offset: offset))
        }
        data = cursor.rest
    }
}

// MARK: - Changes

extension GGUFFields {
    /// Changes one field.
    mutating func change(using mutator: inout Mutator) {
        switch mutator.next() % 12 {
        case 0: version = mutator.number(near: version)
        case 1: data = mutator.changed(data)
        case 2, 3, 4, 5: changeKeys(using: &mutator)
        default: changeTensors(using: &mutator)
        }
    }

    private mutating func changeKeys(using mutator: inout Mutator) {
        guard let place = keys.indices.randomElement(using: &mutator) else {
            keys.append(Key(name: Array("general.alignment".utf8), kind: 4, value: [32, 0, 0, 0]))
            return
        }
        switch mutator.next() % 8 {
        case 0: keys[place].name = mutator.changed(keys[place].name)
        case 1: keys[place].kind = UInt32(mutator.next() % 14)
        case 2: keys.remove(at: place)
        case 3: keys.insert(keys[place], at: place)
        case 4: keys[place] = Self.alignment(using: &mutator)
        case 5:
            guard let tensor = tensors.randomElement(using: &mutator) else { return }
            keys[place] = Self.shape(of: tensor, using: &mutator)
        case 6 where keys[place].kind == 8:
            let text = mutator.changed(keys[place].value.dropFirst(8))
            keys[place].value = littleEndian(UInt64(text.count)) + text
        default: keys[place].value = mutator.changed(keys[place].value)
        }
    }

    private static func alignment(using mutator: inout Mutator) -> Key {
        let value = mutator.once(in: 4) ? mutator.next() : 1 << (mutator.next() % 18)
        return Key(
            name: Array("general.alignment".utf8), kind: 4, value: littleEndian(value, 4))
    }

    /// ComfyUI-GGUF's key of a true shape: the tensor's own, split or changed.
    private static func shape(of tensor: Tensor, using mutator: inout Mutator) -> Key {
        var shape = Array(tensor.dimensions.reversed())
        if let first = shape.first, first.isMultiple(of: 2) { shape[0...0] = [2, first / 2] }
        if mutator.once(in: 3), !shape.isEmpty { shape[0] = mutator.number(near: shape[0]) }
        let value =
            littleEndian(5, 4) + littleEndian(UInt64(shape.count))
            + shape.flatMap { littleEndian($0, 4) }
        return Key(
            name: Array("comfy.gguf.orig_shape.".utf8) + tensor.name, kind: 9, value: value)
    }

    private mutating func changeTensors(using mutator: inout Mutator) {
        guard let place = tensors.indices.randomElement(using: &mutator) else {
            tensors.append(Tensor(name: [0x77], dimensions: [32], type: 2, offset: 0))
            return
        }
        switch mutator.next() % 8 {
        case 0: tensors[place].name = mutator.changed(tensors[place].name)
        case 1, 2: tensors[place].type = UInt32(mutator.next() % 44)
        case 3: tensors[place].offset = mutator.number(near: tensors[place].offset)
        case 4: tensors.remove(at: place)
        case 5: tensors.insert(tensors[place], at: place)
        case 6 where tensors[place].dimensions.count < 6:
            let size = mutator.once(in: 4) ? mutator.next() : mutator.next() % 4
            tensors[place].dimensions.append(size)
        default:
            guard let axis = tensors[place].dimensions.indices.randomElement(using: &mutator)
            else { return }
            tensors[place].dimensions[axis] =
                mutator.once(in: 2)
                ? 256 * (mutator.next() % 3)
                : mutator.number(near: tensors[place].dimensions[axis])
        }
    }
}

// MARK: - Writing

extension GGUFFields {
    private var alignment: UInt64 {
        let value = keys.first { $0.name == Array("general.alignment".utf8) }?.value ?? [32]
        return min(max(number(in: value.prefix(4)), 1), 4096)
    }

    /// Puts the tensors one after the other and gives the data the size that they need.
    mutating func place(limit: Int) {
        var end: UInt64 = 0
        for place in tensors.indices {
            let tensor = tensors[place]
            tensors[place].offset = end
            let count = tensor.dimensions.reduce(UInt64(1)) { $0.multipliedFullWidth(by: $1).low }
            let block = Self.blocks[tensor.type] ?? (1, 1)
            let size = (count / block.elements).multipliedFullWidth(by: block.bytes)
            guard size.high == 0, size.low <= UInt64(limit), end <= UInt64(limit) else { return }
            end = (end + size.low + alignment - 1) / alignment * alignment
        }
        guard end <= UInt64(limit) else { return }
        data = Array(data.prefix(Int(end)))
        data += Array(repeating: 0x5A, count: Int(end) - data.count)
    }

    /// The file's bytes.
    func bytes(using mutator: inout Mutator) -> [UInt8] {
        var counts = [UInt64(tensors.count), UInt64(keys.count)]
        if mutator.once(in: 32) { counts[0] = mutator.number(near: counts[0]) }
        if mutator.once(in: 32) { counts[1] = mutator.number(near: counts[1]) }
        var bytes = Array("GGUF".utf8) + littleEndian(version, 4)
        for count in counts { bytes += littleEndian(count) }
        for key in keys {
            bytes += littleEndian(UInt64(key.name.count)) + key.name
            bytes += littleEndian(UInt64(key.kind), 4) + key.value
        }
        for tensor in tensors {
            bytes += littleEndian(UInt64(tensor.name.count)) + tensor.name
            bytes += littleEndian(UInt64(tensor.dimensions.count), 4)
            for size in tensor.dimensions { bytes += littleEndian(size) }
            bytes += littleEndian(UInt64(tensor.type), 4) + littleEndian(tensor.offset)
        }
        let padding = (alignment - UInt64(bytes.count) % alignment) % alignment
        return bytes + Array(repeating: 0, count: Int(padding)) + data
    }
}

/// A place in bytes that moves forward over fields.
private struct Cursor {
    private(set) var rest: [UInt8]

    init(_ bytes: [UInt8]) { rest = bytes }

    mutating func take(_ count: UInt64) -> [UInt8]? {
        guard count <= UInt64(rest.count) else { return nil }
        defer { rest.removeFirst(Int(count)) }
        return Array(rest.prefix(Int(count)))
    }

    mutating func number(_ count: UInt64) -> UInt64? {
        take(count).map { Fuzzing.number(in: $0) }
    }

    mutating func string() -> [UInt8]? {
        guard let count = number(8) else { return nil }
        return take(count)
    }

    /// A value as it is written.
    mutating func value(_ kind: UInt32) -> [UInt8]? {
        switch kind {
        case 0, 1, 7: take(1)
        case 2, 3: take(2)
        case 4, 5, 6: take(4)
        case 10, 11, 12: take(8)
        case 8: string().map { littleEndian(UInt64($0.count)) + $0 }
        case 9: array()
        default: nil
        }
    }

    private mutating func array() -> [UInt8]? {
        guard let kind = number(4), kind != 9, let count = number(8), count <= 4096 else {
            return nil
        }
        var bytes = littleEndian(kind, 4) + littleEndian(count)
        for _ in 0..<count {
            guard let element = value(UInt32(kind)) else { return nil }
            bytes += element
        }
        return bytes
    }
}
