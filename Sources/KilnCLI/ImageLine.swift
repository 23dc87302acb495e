import Imaging
import Kiln

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What `--json` prints of one image.
struct ImageLine: Encodable {
    let path: String
    let seed: Int
    let width: Int
    let height: Int
    let beforeHires: Bool
    let infotext: String
    let seconds: [String: Double]

    init(_ image: FinishedImage, path: String) {
        self.path = path
        seed = image.plan.seed
        width = image.picture.width
        height = image.picture.height
        beforeHires = image.beforeHires
        infotext = image.infotext
        seconds = image.seconds.reduce(into: [:]) { $0[$1.name, default: 0] += $1.seconds }
    }

    /// The object on one line, keys sorted.
    var json: String {
        get throws { try JSONLine.text(self) }
    }
}

/// JSON as this program prints it.
enum JSONLine {
    /// A value on one line, keys sorted.
    static func text(_ value: some Encodable) throws -> String {
        try encode(value, [.sortedKeys, .withoutEscapingSlashes])
    }

    /// A value over several lines, keys sorted.
    static func pretty(_ value: some Encodable) throws -> String {
        try encode(value, [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted])
    }

    private static func encode(
        _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting
    ) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
