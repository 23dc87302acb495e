typealias Subject = Safetensors

/// Safetensors files: the header's length, its JSON, and the layout of the data.
enum Safetensors: FuzzTarget {
    static func run(_ input: [UInt8]) {
        examine(input) { file throws(CheckpointError) in
            try SafetensorsReader.contents(of: file)
        }
    }

    /// Changes the header's text, and makes the length before it and the data after it fit.
    static func mutate(_ input: [UInt8], using mutator: inout Mutator) -> [UInt8] {
        guard input.count > 8, !mutator.once(in: 8) else { return mutator.changed(input) }
        let end = 8 + Int(min(number(in: input[..<8]), UInt64(input.count - 8)))
        let header = mutator.changed(input[8..<end])
        var data = Array(input[end...])
        if !mutator.once(in: 4), let size = dataSize(of: header), size <= mutator.limit {
            data = Array(data.prefix(size)) + Array(repeating: 0, count: max(0, size - data.count))
        }
        let length = mutator.once(in: 16) ? mutator.number(near: 0) : UInt64(header.count)
        return littleEndian(length) + header + data
    }

    /// The largest number that ends a list: where the data ends, in most headers.
    private static func dataSize(of header: [UInt8]) -> Int? {
        var largest: Int?
        for list in header.split(separator: UInt8(ascii: "]")) {
            let digits = list.reversed().prefix { (0x30...0x39).contains($0) }.reversed()
            guard let number = Int(String(decoding: digits, as: UTF8.self)) else { continue }
            largest = max(largest ?? 0, number)
        }
        return largest
    }
}
