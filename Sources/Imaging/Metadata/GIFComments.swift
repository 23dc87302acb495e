extension Container {
    /// Blocks: pictures, which end the search, and extensions, among which comments are.
    mutating func readGIF(_ file: ArraySlice<UInt8>) {
        width = file.number(at: 6, bytes: 2, littleEndian: true) ?? 0
        height = file.number(at: 8, bytes: 2, littleEndian: true) ?? 0
        guard let flags = file.number(at: 10, bytes: 1) else { return }
        var place = 13 + (flags & 0x80 == 0 ? 0 : 3 << (flags & 7 + 1))
        for _ in 0..<Self.partLimit {
            switch file.number(at: place, bytes: 1) {
            case 0x21:
                let label = file.number(at: place + 1, bytes: 1)
                guard let data = Self.blocks(of: file, at: &place, from: 2) else { return }
                if label == 0xFE { add(comment: data[...]) }
            case 0x2C:
                let flags = file.number(at: place + 9, bytes: 1) ?? 0
                let table = flags & 0x80 == 0 ? 0 : 3 << (flags & 7 + 1)
                guard Self.blocks(of: file, at: &place, from: 11 + table) != nil else { return }
            default: return
            }
        }
    }

    /// The data of blocks of up to 255 bytes, up to an empty one.
    private static func blocks(
        of file: ArraySlice<UInt8>, at place: inout Int, from offset: Int
    ) -> [UInt8]? {
        var data: [UInt8] = []
        place += offset
        while let length = file.number(at: place, bytes: 1) {
            place += 1
            if length == 0 { return data }
            guard let block = file.range(from: place, count: length) else { return nil }
            data += block
            place += length
        }
        return nil
    }
}
