/// A picture divided into tiles that overlap, and put together again of what was made of them: the
/// web UI's script "SD upscale", and how it runs upscaling networks.
///
/// Tiles are spread evenly over the picture, the last ones at its edges, so that neighbours overlap
/// by at least what is asked for. Otherwise than there, tiles are no larger than the picture.
public struct TileGrid: Hashable, Sendable {
    /// Pixels to a row of the picture.
    public let width: Int
    /// Rows of the picture.
    public let height: Int
    /// Pixels to a row of each tile.
    public let tileWidth: Int
    /// Rows of each tile.
    public let tileHeight: Int
    /// Pixels over which a tile fades into the ones before it.
    public let overlap: Int
    /// Left edges of the tiles of a row.
    private let lefts: [Int]
    /// Upper edges of the tiles of a column.
    private let tops: [Int]

    /// Most tiles that a picture may have.
    static let limit = 4096

    /// The tiles of a picture of a size.
    ///
    /// - Throws: `ImagingError.badSize` for a picture or tile without pixels, `.badTiles` for an
    ///   overlap that is not below the tile's sides, for more than 4096 tiles, and for tiles of more
    ///   than 2²⁸ pixels in all.
    public init(
        width: Int, height: Int, tileWidth: Int, tileHeight: Int, overlap: Int
    ) throws(ImagingError) {
        _ = try PixelCount.samples(width: width, height: height, channels: 3)
        guard tileWidth > 0, tileHeight > 0 else {
            throw .badSize(width: tileWidth, height: tileHeight)
        }
        guard overlap >= 0, overlap < min(tileWidth, tileHeight) else {
            throw .badTiles(.overlap(overlap, limit: min(tileWidth, tileHeight) - 1))
        }
        self.width = width
        self.height = height
        self.tileWidth = min(tileWidth, width)
        self.tileHeight = min(tileHeight, height)
        self.overlap = overlap
        let area = self.tileWidth * self.tileHeight
        let columns = Self.count(of: tileWidth, along: width, overlap)
        let rows = Self.count(of: tileHeight, along: height, overlap)
        guard columns <= min(Self.limit, PixelCount.limit / area) / rows else {
            throw .badTiles(.tooMany(columns: columns, rows: rows))
        }
        lefts = Self.starts(columns, of: self.tileWidth, along: width)
        tops = Self.starts(rows, of: self.tileHeight, along: height)
    }

    private static func count(of tile: Int, along length: Int, _ overlap: Int) -> Int {
        if length <= tile { return 1 }
        let step = tile - overlap
        return (length - overlap + step - 1) / step
    }

    private static func starts(_ count: Int, of tile: Int, along length: Int) -> [Int] {
        let step = count > 1 ? Double(length - tile) / Double(count - 1) : 0
        return (0..<count).map { min(Int(Double($0) * step), length - tile) }
    }
}

extension TileGrid {
    /// Tiles side by side.
    public var columns: Int { lefts.count }

    /// Tiles one under the other.
    public var rows: Int { tops.count }

    /// Where the tiles lie, row by row from the top, each row from the left.
    public var tiles: [PixelRegion] {
        tops.flatMap { top in
            lefts.map { left in
                PixelRegion(columns: left..<left + tileWidth, rows: top..<top + tileHeight)
            }
        }
    }

    /// The tiles of a picture, in the order of `tiles`.
    ///
    /// - Throws: `ImagingError.badTiles` for a picture of another size than the grid's.
    public func tiles(of picture: Image8) throws(ImagingError) -> [Image8] {
        guard (picture.width, picture.height) == (width, height) else {
            throw .badTiles(.size(picture, width: width, height: height))
        }
        return tiles.map { picture.cropped(to: $0) }
    }

    /// One picture of three channels, put together of what was made of the tiles, in their order.
    ///
    /// Over the overlap each tile fades in, from the left over the one before it, and each row from
    /// the top over the row before it.
    ///
    /// - Throws: `ImagingError.badTiles` for a tile of another size, and for more or fewer tiles than
    ///   there should be.
    public func combined(_ tiles: [Image8]) throws(ImagingError) -> Image8 {
        guard tiles.count == columns * rows else {
            throw .badTiles(.count(tiles.count, expected: columns * rows))
        }
        for tile in tiles where (tile.width, tile.height) != (tileWidth, tileHeight) {
            throw .badTiles(.size(tile, width: tileWidth, height: tileHeight))
        }
        var pixels = [UInt8](repeating: 0, count: 3 * width * height)
        for (index, top) in tops.enumerated() {
            let row = row(Array(tiles[index * columns..<(index + 1) * columns]))
            for y in 0..<tileHeight {
                let share = top == 0 ? 255 : fading(y)
                let start = 3 * (top + y) * width
                Self.lay(row[3 * y * width..<3 * (y + 1) * width], over: &pixels, at: start) { _ in
                    share
                }
            }
        }
        return Image8(width: width, height: height, channels: 3, checked: pixels)
    }

    /// Tiles side by side, as long as the picture is wide: the samples of three channels.
    private func row(_ tiles: [Image8]) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: 3 * width * tileHeight)
        for (left, tile) in zip(lefts, tiles) {
            let colours = tile.flattened().pixels
            for y in 0..<tileHeight {
                let line = colours[3 * y * tileWidth..<3 * (y + 1) * tileWidth]
                Self.lay(line, over: &pixels, at: 3 * (y * width + left)) { sample in
                    left == 0 ? 255 : fading(sample / 3)
                }
            }
        }
        return pixels
    }

    /// How much is seen of a tile's pixel at a distance from its edge, of 255.
    private func fading(_ distance: Int) -> Int {
        distance < overlap ? distance * 255 / overlap : 255
    }

    private static func lay(
        _ line: ArraySlice<UInt8>, over pixels: inout [UInt8], at start: Int, share: (Int) -> Int
    ) {
        for (sample, value) in line.enumerated() {
            pixels[start + sample] = Unit8.mix(pixels[start + sample], value, share(sample))
        }
    }
}
