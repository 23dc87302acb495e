package import Wire

/// A picture as it stands in a body: base64, with or without `data:` before it; the id of an image
/// that the server has; or a URL.
package enum PictureText: Sendable, Hashable {
    /// The bytes of a picture's file.
    case bytes([UInt8])
    /// The id of an image of this server.
    case image(id: String)
    /// An address that a picture would have to be fetched from.
    case url(String)

    /// Reads a picture.
    ///
    /// - Parameters:
    ///   - field: where the text stands, for the error: "init_images[0]".
    ///   - limit: the most bytes that may come out.
    package init(_ text: String, field: String, limit: Int) throws(WireError) {
        if Self.isURL(text) {
            self = .url(text)
        } else if Self.isIdentifier(text) {
            self = .image(id: text)
        } else {
            self = .bytes(try Self.bytes(of: text, field: field, limit: limit))
        }
    }

    /// The bytes of a picture in base64.
    ///
    /// - Throws: `WireError`, which names the field.
    package static func bytes(
        of text: String, field: String, limit: Int
    ) throws(WireError) -> [UInt8] {
        do throws(Base64Error) {
            let bytes = try Base64.decoded(text, limit: limit)
            guard bytes.isEmpty else { return bytes }
        } catch {
            throw WireError([
                .init(
                    path: field, found: "a text that \(error)",
                    rule: "a picture in base64 of at most \(limit) bytes")
            ])
        }
        throw WireError([.init(path: field, found: "empty", rule: "a picture in base64")])
    }

    private static func isURL(_ text: String) -> Bool {
        let start = text.prefix(8).lowercased()
        return start.hasPrefix("http://") || start.hasPrefix("https://")
    }

    /// The smallest picture's file has more bytes than an id has characters.
    private static func isIdentifier(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { unit in
                (0x30...0x39).contains(unit) || (0x41...0x5A).contains(unit)
                    || (0x61...0x7A).contains(unit) || unit == 0x2D || unit == 0x5F
            }
    }
}
