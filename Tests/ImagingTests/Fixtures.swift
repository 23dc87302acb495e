import Foundation
import Testing

@testable import Imaging

/// The files beside the tests.
enum Fixtures {
    static func data(_ name: String) throws -> Data {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        return try Data(contentsOf: folder.appending(path: "Fixtures/\(name)"))
    }

    static func json<T: Decodable>(_ name: String) throws -> T {
        try JSONDecoder().decode(T.self, from: data(name))
    }
}

/// A PNG of Pillow's with the pixels that Pillow reads from it.
struct PillowPNG: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let file: Data
    let pixels: Data
    let channels: Int
    let texts: [[String]]

    var testDescription: String { name }

    static func all() throws -> [PillowPNG] { try Fixtures.json("png.json") }
}

/// Random numbers that are the same in every run (SplitMix64, Steele et al. 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

extension Image8 {
    /// A picture of random samples.
    static func noise(width: Int, height: Int, channels: Int, seed: UInt64 = 1) throws -> Image8 {
        var generator = SplitMix(state: seed)
        let pixels = (0..<width * height * channels).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        return try Image8(width: width, height: height, channels: channels, pixels: pixels)
    }
}

extension Data {
    /// The bytes as little-endian floats.
    var floats: [Float] {
        stride(from: 0, to: count, by: 4).map { place in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(self[place + $1]) << UInt32(8 * $1) })
        }
    }
}
