/// A format of picture files that is known by its first bytes.
public enum ImageFormat: String, Hashable, Sendable, CaseIterable {
    case png = "PNG"
    case jpeg = "JPEG"
    case webP = "WebP"
    case gif = "GIF"
    case avif = "AVIF"

    /// The format of a file, whatever its name is; `nil` for an unknown one.
    public init?(of file: [UInt8]) {
        if file.starts(with: PNGChunks.signature) {
            self = .png
        } else if file.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if file.starts(with: "RIFF".utf8), file.dropFirst(8).starts(with: "WEBP".utf8) {
            self = .webP
        } else if file.starts(with: "GIF87a".utf8) || file.starts(with: "GIF89a".utf8) {
            self = .gif
        } else if file.dropFirst(4).starts(with: "ftypavi".utf8) {
            self = .avif
        } else {
            return nil
        }
    }
}
