/// The chunks of a PNG file, each found whole and unchanged.
///
/// A chunk is its data's length, a name of four letters, the data, and a checksum of name and data.
struct PNGChunks {
    /// The bytes that every PNG begins with.
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// Where the first chunk, the header of 13 bytes, ends.
    static let headerEnd = 33

    /// Most chunks that are followed; a picture of 8192² in pieces of 4 KiB has half as many.
    static let limit = 100_000

    /// A chunk's name and where its data lies in the file.
    struct Chunk {
        let name: String
        let data: Range<Int>
    }

    /// The chunks in order, from the header to the end mark.
    let list: [Chunk]
    /// Width of the picture, in pixels, at least 1.
    let width: Int
    /// Height of the picture, in pixels, at least 1.
    let height: Int

    init(_ file: [UInt8]) throws(ImagingError) {
        guard file.starts(with: Self.signature) else { throw .notPNG }
        var list: [Chunk] = []
        var place = Self.signature.count
        while list.last?.name != "IEND" {
            guard list.count < Self.limit else {
                throw .badPNG("it has more than \(Self.limit) chunks")
            }
            let chunk = try Self.chunk(of: file, at: place)
            list.append(chunk)
            place = chunk.data.upperBound + 4
        }
        guard let header = list.first, header.name == "IHDR", header.data.count == 13 else {
            throw .badPNG("it does not begin with a header of 13 bytes")
        }
        guard list.contains(where: { $0.name == "IDAT" }) else {
            throw .badPNG("it has no picture data")
        }
        let start = header.data.lowerBound
        (width, height) = (Self.number(file, at: start), Self.number(file, at: start + 4))
        guard (1...Int(Int32.max)).contains(width), (1...Int(Int32.max)).contains(height) else {
            throw .badPNG("it says that its picture is \(width)x\(height) pixels")
        }
        self.list = list
    }

    /// Reads one chunk; `place` is within the file or at its end.
    private static func chunk(of file: [UInt8], at place: Int) throws(ImagingError) -> Chunk {
        guard file.count - place >= 12 else {
            throw .badPNG("it ends at byte \(file.count), before its end mark")
        }
        let length = number(file, at: place)
        let data = place + 8
        guard length <= file.count - place - 12 else {
            throw .badPNG(
                "the chunk at byte \(place) says \(length) bytes, but the file ends first")
        }
        let letters = file[place + 4..<data]
        guard letters.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }) else {
            throw .badPNG("the chunk at byte \(place) has no name of four letters")
        }
        let name = String(decoding: letters, as: UTF8.self)
        guard CRC32.checksum(file[place + 4..<data + length]) == number(file, at: data + length)
        else {
            throw .badPNG("the checksum of the chunk \(name) at byte \(place) is wrong")
        }
        return Chunk(name: name, data: data..<data + length)
    }

    private static func number(_ file: [UInt8], at place: Int) -> Int {
        file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    /// A whole chunk of given data.
    static func encoded(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        return bigEndian(data.count) + body + bigEndian(CRC32.checksum(body[...]))
    }

    private static func bigEndian(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

/// The checksum of PNG's chunks: the cyclic code of ISO 3309, polynomial EDB88320 bit-reversed.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { code, _ in
            code & 1 == 0 ? code >> 1 : code >> 1 ^ 0xEDB8_8320
        }
    }

    static func checksum(_ bytes: ArraySlice<UInt8>) -> Int {
        let code = table.withUnsafeBufferPointer { table in
            bytes.withUnsafeBufferPointer { bytes in
                var code = UInt32.max
                for byte in bytes {
                    code = table[Int(UInt8(truncatingIfNeeded: code) ^ byte)] ^ code >> 8
                }
                return code
            }
        }
        return Int(~code)
    }
}
