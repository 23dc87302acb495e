import Foundation
import Testing

@testable import Imaging

struct HostilePNGTests {
    static func sample() throws -> [UInt8] {
        try PNG.encode(.noise(width: 6, height: 4, channels: 3), texts: [.infotext("a: b")])
    }

    @Test func `a file cut off anywhere is refused`() throws {
        let file = try Self.sample()
        for count in 0..<file.count {
            #expect(throws: ImagingError.self) { try PNG.decode(Array(file[..<count])) }
            #expect(throws: ImagingError.self) { try PNG.texts(in: Array(file[..<count])) }
        }
    }

    @Test func `a changed byte anywhere is noticed`() throws {
        let file = try Self.sample()
        for index in file.indices {
            var changed = file
            changed[index] ^= 0x10
            #expect(throws: ImagingError.self) { try PNG.decode(changed) }
        }
    }

    @Test func `the error says what is wrong and where`() throws {
        var file = try Self.sample()
        #expect(throws: ImagingError.notPNG) { try PNG.decode(Array("GIF89a".utf8)) }
        #expect(throws: ImagingError.badPNG("it ends at byte 8, before its end mark")) {
            try PNG.decode(PNGChunks.signature)
        }
        file[20] ^= 1
        let checksum = "the checksum of the chunk IHDR at byte 8 is wrong"
        #expect(throws: ImagingError.badPNG(checksum)) { try PNG.decode(file) }
        file[8] = 0xFF
        let length = "the chunk at byte 8 says 4278190093 bytes, but the file ends first"
        #expect(throws: ImagingError.badPNG(length)) { try PNG.decode(file) }
        #expect(
            ImagingError.badPNG(length).description == "The PNG is damaged: \(length).")
    }

    static let sizes: [(width: UInt32, height: UInt32)] = [
        (0, 1), (1, 0), (.max, 1), (0x7FFF_FFFF, 0x7FFF_FFFF), (60000, 60000),
    ]

    @Test(arguments: sizes)
    func `a size that no memory holds is refused`(width: UInt32, height: UInt32) throws {
        let file = try Self.sample().resized(width: width, height: height)
        #expect(throws: ImagingError.self) { try PNG.decode(file) }
    }

    @Test func `a small file that promises a large picture is refused`() throws {
        let file = try Self.sample().resized(width: 1500, height: 1500)
        #expect(throws: ImagingError.self) { try PNG.decode(file) }
    }

    @Test func `a file without a header first or without data is refused`() throws {
        let end = PNGChunks.encoded("IEND", [])
        let header = Array(try Self.sample()[8..<PNGChunks.headerEnd])
        for chunks in [end, header + end, PNGChunks.encoded("IDAT", []) + header + end] {
            #expect(throws: ImagingError.self) { try PNG.decode(PNGChunks.signature + chunks) }
        }
    }

    @Test(arguments: [
        ("tEXt", "no end of the keyword"), ("iTXt", "k\0\u{1}\0\0\0compressed"), ("iTXt", "k\0"),
        ("iTXt", "k\0\0\0no language"), ("zTXt", "k\0\0compressed"),
    ])
    func `a text that cannot be read is passed over`(_ name: String, _ data: String) throws {
        var file = try Self.sample()
        file.insert(
            contentsOf: PNGChunks.encoded(name, Array(data.utf8)), at: PNGChunks.headerEnd)
        #expect(try PNG.texts(in: file) == [.infotext("a: b")])
    }

    /// Three of four files get their checksums made right again, so that they reach libpng.
    @Test func `20,000 damaged files are read or refused, and never more`() throws {
        var generator = SplitMix(state: 7)
        let files = try PillowPNG.all().map { Array($0.file) } + [Self.sample()]
        var (read, refused) = (0, 0)
        for turn in 0..<20_000 {
            var file = files[turn % files.count]
            for _ in 0..<Int.random(in: 1...2, using: &generator) {
                file.damage(using: &generator)
            }
            if turn % 4 != 0 { file = file.withChecksums() }
            do throws(ImagingError) {
                let image = try PNG.decode(file, limit: 1 << 16)
                _ = try PNG.texts(in: file)
                #expect(image.pixels.count == image.width * image.height * image.channels)
                read += 1
            } catch {
                #expect(!error.description.isEmpty)
                refused += 1
            }
        }
        #expect(read > 500)
        #expect(refused > 15_000)
    }
}

extension [UInt8] {
    /// The file with another size in its header, and the header's checksum made right.
    fileprivate func resized(width: UInt32, height: UInt32) -> [UInt8] {
        var file = self
        for (place, side) in [(16, width), (20, height)] {
            for byte in 0..<4 {
                file[place + byte] = UInt8(truncatingIfNeeded: side >> UInt32(24 - 8 * byte))
            }
        }
        return file.withChecksums()
    }

    /// Changes, drops, repeats or inserts bytes, or cuts the end off.
    fileprivate mutating func damage(using generator: inout some RandomNumberGenerator) {
        guard count > 1 else { return }
        let place = Int.random(in: 8..<Swift.max(9, count), using: &generator)
        guard place < count else { return }
        let end = Swift.min(count, place + Int.random(in: 1...9, using: &generator))
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: removeSubrange(place...)
        case 1: removeSubrange(place..<end)
        case 2: insert(contentsOf: self[place..<end], at: place)
        case 3: insert(.random(in: 0...255, using: &generator), at: place)
        case 4: self[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
        default: self[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
    }

    /// The file with every chunk's checksum made right, as far as its chunks can be followed.
    fileprivate func withChecksums() -> [UInt8] {
        var file = self
        var place = 8
        while place + 12 <= file.count {
            let length = file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            let end = place + 8 + length
            guard end + 4 <= file.count else { break }
            let checksum = CRC32.checksum(file[place + 4..<end])
            for byte in 0..<4 {
                file[end + byte] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * byte))
            }
            place = end + 4
        }
        return file
    }
}
