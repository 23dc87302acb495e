/// The first bytes of the pictures that are read.
enum PictureMagic {
    /// How many bytes tell.
    static let length = 12

    /// Whether bytes begin as a PNG, JPEG or WebP does; fewer than `length` do not.
    static func matches(_ bytes: some Collection<UInt8>) -> Bool {
        guard bytes.count >= length else { return false }
        return bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
            || bytes.starts(with: [0xFF, 0xD8, 0xFF])
            || bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
    }
}
