import Foundation
import Testing

@testable import Imaging

/// What Pillow writes of pictures.
struct PillowEncodings: Decodable {
    let width: Int
    let height: Int
    let cases: [Case]

    struct Case: Decodable {
        let format: String
        let channels: Int
        let quality: Int
        let file: Data
    }

    static func all() throws -> PillowEncodings { try Fixtures.json("encodings.json") }

    /// Slopes with an edge and a little noise, by the formula of `tools/goldens/encodings.py`.
    func picture(channels: Int) throws -> Image8 {
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                for c in 0..<channels {
                    let slope = (x * (3 + c) + y * (5 - c)) / 2
                    let edge = (x - 30) * (x - 30) + (y - 20) * (y - 20) < 200 ? 90 : 0
                    let noise = (x * 7919 + y * 104_729 + c * 1_299_709) % 13
                    pixels.append(
                        c == 3
                            ? UInt8(min(x + 4 * y, 255))
                            : UInt8(truncatingIfNeeded: slope + edge + noise))
                }
            }
        }
        return try Image8(width: width, height: height, channels: channels, pixels: pixels)
    }
}

struct ImageEncodingTests {
    private static let infotext =
        "a café, 猫 🐈\nNegative prompt: \"b\"\nSteps: 20, Sampler: Euler a, Seed: 1"
    private static let encodings: [ImageEncoding] = [
        .png, .jpeg(quality: 80), .webp(quality: 80, lossless: false),
        .webp(quality: 80, lossless: true),
    ]

    private static func squaredError(_ one: Image8, _ other: Image8) -> Double {
        let squares = zip(one.pixels, other.pixels).map {
            (Int($0) - Int($1)) * (Int($0) - Int($1))
        }
        return Double(squares.reduce(0, +)) / Double(one.pixels.count)
    }

    @Test func `JPEGs hold the pixels that Pillow's hold, and WebPs are as near`() throws {
        let goldens = try PillowEncodings.all()
        #expect(goldens.cases.count == 16)
        for golden in goldens.cases {
            let picture = try goldens.picture(channels: golden.channels)
            let expected = try ImageFile.decode(Array(golden.file))
            let name = "\(golden.format) \(golden.channels) \(golden.quality)"
            if golden.format == "JPEG" {
                let file = try ImageEncoding.jpeg(quality: golden.quality)
                    .encode(picture, infotext: nil)
                #expect(try ImageFile.decode(file) == expected, "\(name)")
                #expect(file.count == golden.file.count, "\(name)")
            } else {
                let file = try ImageEncoding.webp(quality: golden.quality, lossless: false)
                    .encode(picture, infotext: nil)
                let image = try ImageFile.decode(file)
                #expect(image.channels == golden.channels, "\(name)")
                let (error, wanted) = (
                    Self.squaredError(image, picture), Self.squaredError(expected, picture)
                )
                #expect(error <= wanted * 1.1 + 0.5, "\(name)")
                #expect(abs(file.count - golden.file.count) <= golden.file.count / 10, "\(name)")
            }
        }
    }

    @Test(arguments: encodings, [1, 3, 4])
    func `every format gives the picture back, and its text`(
        _ encoding: ImageEncoding, channels: Int
    ) throws {
        let picture = try PillowEncodings.all().picture(channels: channels)
        for text in [nil, "", "odd", Self.infotext, String(repeating: "é🐈", count: 9_000)] {
            let file = try encoding.encode(picture, infotext: text)
            let metadata = try ImageMetadata(of: file)
            #expect(metadata.format == encoding.format)
            #expect((metadata.width, metadata.height) == (picture.width, picture.height))
            let found = metadata.infotext
            #expect(found == text || (text == "" && found == nil && encoding != .png))
            let image = try ImageFile.decode(file)
            #expect((image.width, image.height) == (picture.width, picture.height))
            switch encoding {
            case .png: #expect(image == picture)
            case .webp(_, lossless: true) where channels == 4:
                #expect(image.channel(3) == picture.channel(3))
            case .webp(_, lossless: true): #expect(image == picture.flattened())
            case .jpeg:
                #expect(image.channels == (channels == 1 ? 1 : 3))
                let expected = channels == 4 ? picture.flattened() : picture
                #expect(Self.squaredError(image, expected) < 150)
            case .webp: #expect(image.channels == (channels == 4 ? 4 : 3))
            }
        }
    }

    @Test func `the comment lies in EXIF data as the web UIs write it`() throws {
        let picture = try Image8.noise(width: 3, height: 2, channels: 3)
        let comment: [UInt8] = Array("UNICODE\0".utf8) + [0, 0x61, 0xD8, 0x3D, 0xDC, 0x08]
        // Two directories of one entry each: where the EXIF directory lies, and the comment.
        let data: [UInt8] =
            [0x4D, 0x4D, 0, 42, 0, 0, 0, 8]
            + [0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0]
            + [0, 1, 0x92, 0x86, 0, 7, 0, 0, 0, 14, 0, 0, 0, 44, 0, 0, 0, 0] + comment
        let jpeg = try ImageEncoding.jpeg(quality: 90).encode(picture, infotext: "a🐈")
        let segment: [UInt8] = [0xFF, 0xE1, 0, UInt8(data.count + 8)] + "Exif\0\0".utf8 + data
        #expect(jpeg[2..<20].starts(with: [0xFF, 0xE0, 0, 16] + "JFIF\0".utf8))
        #expect(Array(jpeg[20..<20 + segment.count]) == segment)
        let webP = try ImageEncoding.webp(quality: 90, lossless: true)
            .encode(picture, infotext: "a🐈")
        let chunk: [UInt8] = Array("EXIF".utf8) + [UInt8(data.count), 0, 0, 0] + data
        #expect(Array(webP.suffix(chunk.count)) == chunk)
        #expect(webP[4..<8].elementsEqual(UInt32(webP.count - 8).littleEndianBytes))
        #expect(
            Array(webP[12..<30]) == Array("VP8X".utf8) + [
                10, 0, 0, 0, 8, 0, 0, 0, 2, 0, 0, 1, 0, 0,
            ]
        )
    }

    @Test(arguments: [true, false])
    func `a WebP says that it has opacity, with a text and without`(lossless: Bool) throws {
        let encoding = ImageEncoding.webp(quality: 80, lossless: lossless)
        for channels in [3, 4] {
            let picture = try PillowEncodings.all().picture(channels: channels)
            let flags = try encoding.encode(picture, infotext: "a")[20]
            #expect(flags == (channels == 4 ? 0x18 : 0x08))
        }
        let opaque = try Image8.noise(width: 9, height: 5, channels: 3).opaque()
        #expect(try encoding.encode(opaque, infotext: "a")[20] == 0x08)
    }

    @Test func `names, media types and the ends of files' names`() {
        let names = ["png", "PNG", "jpg", "jpeg", "JPEG", "webp", "WebP"]
        #expect(
            names.map { ImageEncoding(named: $0, quality: 7, lossless: true) } == [
                .png, .png, .jpeg(quality: 7), .jpeg(quality: 7), .jpeg(quality: 7),
                .webp(quality: 7, lossless: true), .webp(quality: 7, lossless: true),
            ])
        for name in ["", "gif", "avif", "png "] { #expect(ImageEncoding(named: name) == nil) }
        #expect(Self.encodings.map(\.mediaType)[..<3] == ["image/png", "image/jpeg", "image/webp"])
        #expect(Self.encodings.map(\.fileExtension)[..<3] == ["png", "jpg", "webp"])
    }

    @Test(arguments: [Int.min, -1, 0, 101, Int.max])
    func `a quality that there is not is refused`(quality: Int) throws {
        let picture = try Image8.noise(width: 3, height: 2, channels: 3)
        for encoding in [
            ImageEncoding.jpeg(quality: quality), .webp(quality: quality, lossless: false),
        ] {
            #expect(throws: ImagingError.badQuality(quality)) {
                try encoding.encode(picture, infotext: nil)
            }
        }
        #expect(ImagingError.badQuality(0).description.hasSuffix("1 to 100 are possible."))
    }

    @Test func `sides and texts up to what a format has room for are written, longer ones refused`()
        throws
    {
        let jpeg = ImageEncoding.jpeg(quality: 50)
        let webP = ImageEncoding.webp(quality: 50, lossless: true)
        for (encoding, limit) in [(jpeg, 65_500), (webP, 16_383)] {
            for (width, height) in [(limit, 1), (1, limit)] {
                let file = try encoding.encode(
                    .flat(width: width, height: height), infotext: nil)
                let metadata = try ImageMetadata(of: file)
                #expect((metadata.width, metadata.height) == (width, height))
            }
            for (width, height) in [(limit + 1, 1), (1, limit + 1)] {
                let error = ImagingError.tooLong(
                    encoding.format, width: width, height: height, limit: limit)
                #expect(throws: error) {
                    try encoding.encode(.flat(width: width, height: height), infotext: nil)
                }
                #expect(error.description.hasSuffix("PNG holds longer ones."))
            }
        }
        let longest = String(repeating: "x", count: JPEGSegments.commentLimit)
        let picture = try Image8.flat(width: 3, height: 2)
        #expect(JPEGSegments.commentLimit == 32_737)
        #expect(try ImageMetadata(of: jpeg.encode(picture, infotext: longest)).infotext == longest)
        #expect(throws: ImagingError.textTooLong(.jpeg, limit: 32_737)) {
            try jpeg.encode(picture, infotext: longest + "x")
        }
        let novel = String(repeating: "x", count: 1_000_000)
        #expect(try ImageMetadata(of: webP.encode(picture, infotext: novel)).infotext == novel)
    }
}

extension Image8 {
    /// A grey picture of one value.
    fileprivate static func flat(width: Int, height: Int) throws -> Image8 {
        try Image8(
            width: width, height: height, channels: 1,
            pixels: [UInt8](repeating: 128, count: width * height))
    }
}
