import Foundation
import Testing

@testable import Imaging

struct HostileImageTests {
    /// Reads all that can be read of bytes; whatever they are, it ends, and says why in a sentence.
    private static func readAll(_ file: [UInt8]) -> Bool {
        do throws(ImagingError) {
            let image = try ImageFile.decode(file, limit: 1 << 16)
            _ = StealthText.text(in: image)
        } catch {
            #expect(error.description.hasSuffix("."))
        }
        do throws(ImagingError) {
            _ = try ImageMetadata(of: file).infotext
            return true
        } catch {
            #expect(error.description.hasSuffix("."))
            return false
        }
    }

    @Test func `every file cut off anywhere is read up to there, or refused`() throws {
        for (_, file) in try PillowImages.all().files where file.count < 1200 {
            for count in 0..<file.count { _ = Self.readAll(Array(file[..<count])) }
        }
    }

    @Test func `a picture that is cut off is refused`() throws {
        for (name, file) in try PillowImages.all().pictures.map({ ($0.name, Array($0.file)) }) {
            let image = try ImageFile.decode(file)
            for count in [file.count / 4, file.count / 2, file.count * 3 / 4] {
                let part = try? ImageFile.decode(Array(file[..<count]))
                #expect(part != image, "\(name)")
                if name.contains("jpeg") { #expect(part == nil, "\(name)") }
            }
        }
    }

    @Test func `superfluous bytes between the parts of a JPEG do no harm`() throws {
        let golden = try #require(PillowImages.all().pictures.first { $0.name == "jpeg 4:4:4" })
        var file = Array(golden.file)
        file.insert(contentsOf: [0, 0, 0], at: file.count - 2)
        #expect(try ImageFile.decode(file) == ImageFile.decode(Array(golden.file)))
    }

    @Test func `20,000 damaged files are read or refused, and never more`() throws {
        var generator = SplitMix(state: 11)
        let files = try PillowImages.all().files.map(\.bytes)
        var read = 0
        for turn in 0..<20_000 {
            var file = files[turn % files.count]
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<file.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0:
                    file[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
                case 1: file.insert(.random(in: 0...255, using: &generator), at: place)
                case 2: file.removeSubrange(place..<min(file.count, place + 3))
                default: file[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                }
                if file.isEmpty { file = [0] }
            }
            if Self.readAll(file) { read += 1 }
        }
        #expect(read > 1_000)
    }

    private static let littleHeader: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0]

    /// EXIF data of one directory at 8 with entries of a tag, a type, a count and a value.
    private static func exif(_ entries: [(tag: Int, type: Int, count: Int, value: Int)]) -> EXIF? {
        func little(_ number: Int, _ bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        var data = littleHeader + little(entries.count, 2)
        for entry in entries {
            data += little(entry.tag, 2) + little(entry.type, 2)
            data += little(entry.count, 4) + little(entry.value, 4)
        }
        return EXIF(data[...])
    }

    @Test func `directories that point at themselves, and values beyond the data, are passed over`()
    {
        let orientation = (tag: 0x0112, type: 3, count: 1, value: 6)
        #expect(Self.exif([orientation, (0x8769, 4, 1, 8)])?.orientation == 6)
        #expect(Self.exif([orientation, (0x8769, 4, 1, 0xFFFF_FFFF)])?.orientation == 6)
        for (count, value) in [
            (0xFFFF_FFFF, 0), (100, 0xFFFF_FFFF), (0xFFFF_FFFF, 0xFFFF_FFFF), (0, 0), (5, 1000),
        ] {
            #expect(Self.exif([(0x9286, 7, count, value)])?.comment == nil)
        }
        #expect(EXIF([0x49, 0x49, 42, 0, 0xFF, 0xFF, 0xFF, 0x7F][...])?.comment == nil)
        #expect(EXIF([0x49, 0x49, 43, 0, 8, 0, 0, 0][...]) == nil)
    }

    @Test(.timeLimit(.minutes(5)))
    func `many comments of a large file take no more time than one`() {
        let entry = (tag: 0x9286, type: 7, count: 700_000, value: 0)
        let exif = Self.exif(Array(repeating: entry, count: 65_535))
        #expect(exif?.comment == nil || exif?.comment?.isEmpty == false)
    }

    @Test func `a text that unpacks to more than the limit is passed over`() throws {
        var packed = [UInt8](try Fixtures.data("zeros.zlib"))
        #expect(Inflate.unpacked(packed[...], .zlib, limit: 1 << 25)?.count == 1 << 25)
        #expect(Inflate.unpacked(packed[...], .zlib, limit: 1 << 25 - 1) == nil)
        #expect(Inflate.unpacked(packed.dropLast(), .zlib, limit: 1 << 25) == nil)
        #expect(Inflate.unpacked([], .zlib, limit: 1 << 25) == nil)
        var file = try PNG.encode(.noise(width: 2, height: 2, channels: 3))
        let chunk = PNGChunks.encoded("zTXt", Array("parameters\0\0".utf8) + packed)
        file.insert(contentsOf: chunk, at: PNGChunks.headerEnd)
        #expect(try PNG.texts(in: file) == [])
        packed[9] ^= 0xFF
        #expect(Inflate.unpacked(packed[...], .zlib, limit: 1 << 25) == nil)
    }

    /// The picture has 1600 bits, of which 152 are taken by the mark and the length.
    @Test(arguments: [(1448, true), (1456, false), (0xFFFF_FFF8, false)])
    func `a stealth text that says to be longer than the picture is passed over`(
        length: Int, fits: Bool
    ) throws {
        var pixels = [UInt8](repeating: 254, count: 40 * 40 * 4)
        let size = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
        let mark = Array("stealth_pnginfo".utf8) + size
        for place in 0..<8 * mark.count {
            let bit = mark[place / 8] >> (7 - place % 8) & 1
            pixels[(place % 40 * 40 + place / 40) * 4 + 3] = 254 | bit
        }
        let image = try Image8(width: 40, height: 40, channels: 4, pixels: pixels)
        let text = String(repeating: "\0", count: 181)
        #expect(StealthText.text(in: image) == (fits ? text : nil))
    }
}
