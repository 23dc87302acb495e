/// A text in the lowest bits of a picture's samples, where it survives what drops metadata.
///
/// Column by column from the left, one bit for each pixel's opacity or three for its red, green and
/// blue: fifteen characters that say which and whether the text is packed, the text's length in bits
/// as 32 bits, and the text, in UTF-8 or packed by gzip. Forge and NovelAI write it.
public enum StealthText {
    /// Most bytes that a text may have, unpacked.
    public static let limit = 1 << 24

    /// The text in a picture, if there is one.
    public static func text(in image: Image8) -> String? {
        if image.channels == 4,
            let text = text(in: image, channels: 3..<4, plain: "stealth_pnginfo", "stealth_pngcomp")
        {
            return text
        }
        guard image.channels >= 3 else { return nil }
        return text(in: image, channels: 0..<3, plain: "stealth_rgbinfo", "stealth_rgbcomp")
    }

    private static func text(
        in image: Image8, channels: Range<Int>, plain: String, _ packed: String
    ) -> String? {
        var bits = Bits(image: image, channels: channels)
        guard let mark = bits.bytes(15) else { return nil }
        let isPacked = mark.elementsEqual(packed.utf8)
        guard isPacked || mark.elementsEqual(plain.utf8), let length = bits.bytes(4),
            let bytes = bits.bytes(length.reduce(0) { $0 << 8 | Int($1) } / 8)
        else { return nil }
        guard isPacked else { return String(validating: bytes, as: UTF8.self) }
        return Inflate.unpacked(bytes[...], .gzip, limit: limit).flatMap {
            String(validating: $0, as: UTF8.self)
        }
    }

    /// The lowest bits of a picture's samples, down its columns.
    private struct Bits {
        let image: Image8
        let channels: Range<Int>
        private var place = 0

        init(image: Image8, channels: Range<Int>) {
            (self.image, self.channels) = (image, channels)
        }

        /// The next bytes; `nil` if the picture has not as many.
        mutating func bytes(_ count: Int) -> [UInt8]? {
            let all = image.width * image.height * channels.count
            guard count <= (all - place) / 8 else { return nil }
            return (0..<count).map { _ in byte() }
        }

        private mutating func byte() -> UInt8 {
            var byte: UInt8 = 0
            for _ in 0..<8 {
                let (pixel, channel) = place.quotientAndRemainder(dividingBy: channels.count)
                let (x, y) = pixel.quotientAndRemainder(dividingBy: image.height)
                let sample = (y * image.width + x) * image.channels + channels.lowerBound + channel
                byte = byte << 1 | image.pixels[sample] & 1
                place += 1
            }
            return byte
        }
    }
}
