import Foundation

@testable import Imaging

/// Files of Pillow's, with what they hold.
struct PillowImages: Decodable {
    let pictures: [Picture]
    let refused: [Refused]
    let texts: [Text]

    /// A file with the pixels that Pillow reads from it.
    struct Picture: Decodable {
        let name: String
        let file: Data
        let width: Int
        let height: Int
        let channels: Int
        let pixels: Data
    }

    /// A file that is no still picture in RGB.
    struct Refused: Decodable {
        let name: String
        let file: Data
    }

    /// A file that holds a text.
    struct Text: Decodable {
        let name: String
        let file: Data
        let text: String
    }

    static func all() throws -> PillowImages { try Fixtures.json("images.json") }

    /// All files, whatever they are for.
    var files: [(name: String, bytes: [UInt8])] {
        pictures.map { ($0.name, Array($0.file)) } + refused.map { ($0.name, Array($0.file)) }
            + texts.map { ($0.name, Array($0.file)) }
    }
}
