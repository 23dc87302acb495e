import Foundation
import Testing

@testable import Imaging

struct ImageFileTests {
    @Test func `pictures are read as Pillow reads them`() throws {
        for golden in try PillowImages.all().pictures {
            let image = try ImageFile.decode(Array(golden.file))
            #expect(
                (image.width, image.height, image.channels)
                    == (golden.width, golden.height, golden.channels), "\(golden.name)")
            let apart = zip(image.pixels, golden.pixels).map { abs(Int($0) - Int($1)) }
            // Two decoders of one lossy file may round otherwise, by one level.
            let isLossy = golden.name.contains("jpeg") || golden.name.contains("lossy")
            #expect(apart.max() ?? 0 <= (isLossy ? 1 : 0), "\(golden.name)")
        }
    }

    @Test(arguments: try PillowPNG.all())
    func `PNGs of every kind are read like by their own reader`(_ golden: PillowPNG) throws {
        let file = Array(golden.file)
        #expect(try ImageFile.decode(file) == PNG.decode(file))
    }

    @Test func `what is not read is refused in a sentence that says what is`() throws {
        var complaints: [String: String] = [:]
        for case let refused in try PillowImages.all().refused {
            let error = #expect(throws: ImagingError.self) {
                try ImageFile.decode(Array(refused.file))
            }
            complaints[refused.name] = error?.description
        }
        #expect(
            complaints == [
                "CMYK":
                    "The JPEG has four inks (CMYK), which is not read; save it as a still picture "
                    + "in RGB.",
                "animation":
                    "The WebP is an animation, which is not read; save it as a still picture "
                    + "in RGB.",
                "GIF": "Pictures in GIF cannot be read; PNG, JPEG and WebP can.",
                "AVIF": "Pictures in AVIF cannot be read; PNG, JPEG and WebP can.",
            ])
        #expect(throws: ImagingError.unknownFormat(nil)) { try ImageFile.decode([]) }
        #expect(throws: ImagingError.unknownFormat(nil)) { try ImageFile.decode(Array("BM".utf8)) }
    }

    @Test func `a picture beyond the limit is refused before it is unpacked`() throws {
        for golden in try PillowImages.all().pictures {
            let file = Array(golden.file)
            let count = golden.width * golden.height
            #expect(try ImageFile.decode(file, limit: count).pixels.count > 0)
            let error = #expect(throws: ImagingError.self) {
                try ImageFile.decode(file, limit: count - 1)
            }
            guard case .tooLarge = error else {
                Issue.record("\(golden.name): \(String(describing: error))")
                continue
            }
        }
    }

    @Test func `a file's bytes are read, and what is no plain file of a fair size is refused`()
        throws
    {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("kiln-\(UUID().uuidString)").path
        let bytes = (0..<70_000).map { UInt8($0 % 251) }
        try AtomicFile.write(bytes, to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try ImageFile.bytes(of: path) == bytes)
        #expect(
            throws: ImagingError.cannotRead(path: path, reason: "it has more than 69999 bytes")
        ) { try ImageFile.bytes(of: path, limit: 69_999) }
        #expect(throws: ImagingError.cannotRead(path: "/dev/zero", reason: "it is no plain file")) {
            try ImageFile.bytes(of: "/dev/zero")
        }
        let error = #expect(throws: ImagingError.self) { try ImageFile.bytes(of: "/no/such.png") }
        #expect(error?.description == "/no/such.png could not be read: No such file or directory.")
    }

    @Test func `turning by orientations and back gives the picture again`() throws {
        let image = try Image8.noise(width: 5, height: 3, channels: 4)
        let inverse = [1, 2, 3, 4, 5, 8, 7, 6]
        for orientation in 1...8 {
            let turned = image.turned(orientation)
            #expect((turned.width, turned.height) == (orientation < 5 ? (5, 3) : (3, 5)))
            #expect(turned.turned(inverse[orientation - 1]) == image)
            #expect((turned == image) == (orientation == 1))
        }
        for nonsense in [Int.min, -1, 0, 9, 65_535] { #expect(image.turned(nonsense) == image) }
    }
}
