/// The instructions of a pickle, each with its argument.
struct PickleFields {
    private var instructions: [[UInt8]] = []
    /// The bytes after the last instruction that could be told apart.
    private var rest: ArraySlice<UInt8>

    /// Takes apart as much as is a pickle, or several one after the other.
    init(_ bytes: [UInt8]) {
        rest = bytes[...]
        while instructions.count < 4096, let count = Self.length(of: rest), count <= rest.count {
            instructions.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
    }

    /// Bytes of the instruction that comes first; `nil` if it is none.
    private static func length(of bytes: ArraySlice<UInt8>) -> Int? {
        guard let code = bytes.first else { return nil }
        let argument = bytes.dropFirst()
        let counted = { (size: Int) -> Int? in
            let count = number(in: argument.prefix(size))
            return count > 1 << 20 ? nil : 1 + size + Int(count)
        }
        switch code {
        case 0x63:  // GLOBAL: two lines
            guard let first = argument.firstIndex(of: 0x0A),
                let second = argument[(first + 1)...].firstIndex(of: 0x0A)
            else { return nil }
            return second - bytes.startIndex + 1
        case 0x55, 0x43, 0x8A, 0x8C: return counted(1)
        case 0x54, 0x58, 0x42, 0x8B: return counted(4)
        case 0x8D, 0x8E, 0x96: return counted(8)
        case 0x80, 0x4B, 0x71, 0x68, 0x82: return 2
        case 0x4D, 0x83: return 3
        case 0x4A, 0x72, 0x6A, 0x84: return 5
        case 0x47, 0x95: return 9
        case 0x28, 0x29, 0x2E, 0x30, 0x31, 0x32, 0x4E, 0x51, 0x52, 0x5D, 0x61, 0x62, 0x64, 0x65,
            0x6C, 0x6F, 0x73, 0x74, 0x75, 0x7D, 0x81, 0x85...0x89, 0x8F...0x94, 0x97, 0x98:
            return 1
        default: return nil
        }
    }

    /// Instructions that a change may put in.
    private static let short: [[UInt8]] = [
        [0x28], [0x29], [0x2E], [0x30], [0x32], [0x4E], [0x51], [0x52], [0x5D], [0x61], [0x62],
        [0x64], [0x65], [0x6C], [0x6F], [0x73], [0x74], [0x75], [0x7D], [0x81], [0x85], [0x86],
        [0x87], [0x88], [0x89], [0x8F], [0x90], [0x92], [0x93], [0x94], [0x4B, 0], [0x4B, 1],
        [0x4B, 4], [0x4D, 0, 1], [0x4A, 0xFF, 0xFF, 0xFF, 0xFF], [0x4A, 0xFF, 0xFF, 0xFF, 0x7F],
        [0x8A, 8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        [0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x80], [0x8A, 0], [0x68, 0], [0x68, 1], [0x71, 0],
        [0x6A, 0, 0, 0, 0], [0x47, 0, 0, 0, 0, 0, 0, 0, 0], [0x80, 2], [0x58, 0, 0, 0, 0],
        [0x58, 1, 0, 0, 0, 0x77], [0x8C, 3, 0x63, 0x70, 0x75], [0x43, 0], [0x55, 1, 0x30],
    ]

    /// Changes one instruction or its place.
    mutating func change(using mutator: inout Mutator) {
        guard let place = instructions.indices.randomElement(using: &mutator) else {
            rest = mutator.changed(rest)[...]
            return
        }
        let other = instructions.indices.randomElement(using: &mutator) ?? place
        switch mutator.next() % 8 {
        case 0: instructions.remove(at: place)
        case 1: instructions.insert(instructions[other], at: place)
        case 2: instructions.swapAt(place, other)
        case 3: instructions.insert(Self.short.randomElement(using: &mutator) ?? [], at: place)
        case 4: instructions[place] = Self.short.randomElement(using: &mutator) ?? []
        case 5:
            let count = Int(mutator.next() % 12) + 1
            instructions.insert(contentsOf: Array(instructions[other...].prefix(count)), at: place)
        default: instructions[place] = Self.changed(instructions[place], using: &mutator)
        }
    }

    /// An instruction with another argument, whose length is right.
    private static func changed(
        _ instruction: [UInt8], using mutator: inout Mutator
    ) -> [UInt8] {
        let prefix: Int
        switch instruction.first {
        case 0x55, 0x43, 0x8A, 0x8C: prefix = 1
        case 0x54, 0x58, 0x42, 0x8B: prefix = 4
        case 0x63: return [0x63] + mutator.changed(instruction.dropFirst())
        case let code? where instruction.count > 1:
            let value = mutator.number(near: number(in: instruction.dropFirst()))
            return [code] + littleEndian(value, instruction.count - 1)
        default: return mutator.changed(instruction)
        }
        let argument = mutator.changed(instruction.dropFirst(1 + prefix))
        let kept = prefix == 1 ? argument.prefix(255) : argument[...]
        return instruction.prefix(1) + littleEndian(UInt64(kept.count), prefix) + kept
    }

    /// The pickle's bytes, and what follows.
    var bytes: [UInt8] { instructions.flatMap { $0 } + rest }
}
