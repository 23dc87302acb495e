import Crypto

/// The name of bytes: their SHA-256 as 64 lower-case hexadecimal digits.
package struct BlobID: Hashable, Sendable, Codable, LosslessStringConvertible {
    /// The digits.
    package let description: String

    /// The name of the bytes.
    package init(of bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        description = String(
            decoding: SHA256.hash(data: bytes).flatMap {
                [digits[Int($0 >> 4)], digits[Int($0 & 15)]]
            },
            as: UTF8.self)
    }

    /// The name as it is written, if the text is one.
    package init?(_ text: String) {
        let isDigit: (UInt8) -> Bool = { (48...57).contains($0) || (97...102).contains($0) }
        guard text.utf8.count == 64, text.utf8.allSatisfy(isDigit) else { return nil }
        description = text
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a hash has 64 digits of 0-9 and a-f")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
