/// How a picture comes to the size that is asked for; raw values are those of the web UI's
/// `resize_mode`.
public enum ResizeMode: Int, CaseIterable, Sendable {
    /// Stretched, whatever its proportions.
    case stretch = 0
    /// Enlarged until it covers the size; what hangs over is cut off.
    case crop = 1
    /// Shrunk until it fits into the size; the rest is filled with the colours of its edges.
    case fill = 2
    /// Encoded at its own size; the latents are stretched.
    case latent = 3
}

extension ResizeMode {
    /// The picture at a size, by Lanczos in 8 bits as Pillow computes it. Latents being stretched, a
    /// picture that shall lie over them is so too.
    package func fitted(
        _ image: Image8, width: Int, height: Int
    ) throws(ImagingError) -> Image8 {
        switch self {
        case .stretch, .latent: try image.resized(.lanczos, width: width, height: height)
        case .crop: try Self.covering(image, width: width, height: height)
        case .fill: try Self.within(image, width: width, height: height)
        }
    }

    /// Whether two sizes are of the same proportions.
    static func similar(_ one: Image8, _ other: Image8) -> Bool {
        one.width * other.height == other.width * one.height
    }

    private static func covering(
        _ image: Image8, width: Int, height: Int
    ) throws(ImagingError) -> Image8 {
        _ = try PixelCount.samples(width: width, height: height, channels: image.channels)
        let wider = width * image.height > image.width * height
        let across = wider ? width : image.width * height / image.height
        let down = wider ? image.height * width / image.width : height
        let (left, top) = (across / 2 - width / 2, down / 2 - height / 2)
        return try image.resized(
            .lanczos, columns: .init(length: across, window: left..<left + width),
            rows: .init(length: down, window: top..<top + height))
    }

    private static func within(
        _ image: Image8, width: Int, height: Int
    ) throws(ImagingError) -> Image8 {
        _ = try PixelCount.samples(width: width, height: height, channels: image.channels)
        let wider = width * image.height > image.width * height
        let across = wider ? max(image.width * height / image.height, 1) : width
        let down = wider ? height : max(image.height * width / image.width, 1)
        let inner = try image.resized(.lanczos, width: across, height: down)
        let (left, top) = (width / 2 - across / 2, height / 2 - down / 2)
        return inner.extended(
            columns: -left..<width - left, rows: -top..<height - top)
    }
}

extension Image8 {
    /// The picture within a larger frame, its edges' colours carried outwards.
    ///
    /// What is carried is the bicubic value on the very edge, half a pixel outside of the last
    /// pixel's centre: 9/8 of the last pixel less 1/8 of the one before.
    fileprivate func extended(columns: Range<Int>, rows: Range<Int>) -> Image8 {
        var output: [UInt8] = []
        output.reserveCapacity(columns.count * rows.count * channels)
        for row in rows {
            for column in columns {
                for channel in 0..<channels {
                    output.append(sample(column: column, row: row, channel: channel))
                }
            }
        }
        return Image8(
            width: columns.count, height: rows.count, channels: channels, checked: output)
    }

    private func sample(column: Int, row: Int, channel: Int) -> UInt8 {
        func at(_ column: Int, _ row: Int) -> Int {
            Int(pixels[(row * width + column) * channels + channel])
        }
        let x = min(max(column, 0), width - 1)
        let y = min(max(row, 0), height - 1)
        if x != column, width > 1 { return Self.edge(at(x, y), at(x == 0 ? 1 : x - 1, y)) }
        if y != row, height > 1 { return Self.edge(at(x, y), at(x, y == 0 ? 1 : y - 1)) }
        return UInt8(at(x, y))
    }

    private static func edge(_ last: Int, _ before: Int) -> UInt8 {
        UInt8(clamping: (9 * last - before + 4) >> 3)
    }
}
