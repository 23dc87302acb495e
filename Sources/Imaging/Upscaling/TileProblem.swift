extension TileGrid {
    /// Why a picture cannot be divided into tiles, or put together of them.
    public enum Problem: Equatable, Sendable {
        /// Tiles cannot overlap by this many pixels.
        case overlap(Int, limit: Int)
        /// There would be too many tiles.
        case tooMany(columns: Int, rows: Int)
        /// A tile or the picture is not of the size that the grid has.
        case size(got: String, expected: String)
        /// There are not as many tiles as the grid has.
        case count(Int, expected: Int)

        /// A picture that is not of the size that is needed.
        static func size(_ picture: Image8, width: Int, height: Int) -> Problem {
            .size(got: "\(picture.width)x\(picture.height)", expected: "\(width)x\(height)")
        }
    }
}

extension TileGrid.Problem: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    public var description: String {
        switch self {
        case .overlap(let overlap, let limit):
            "Tiles of these sides cannot overlap by \(overlap) pixels; 0 to \(limit) are possible."
        case .tooMany(let columns, let rows):
            "\(columns)x\(rows) tiles of these sides are too many; at most \(TileGrid.limit) of "
                + "\(PixelCount.limit) pixels in all are possible."
        case .size(let got, let expected):
            "A picture of \(got) pixels does not fit the tiles; \(expected) is needed."
        case .count(let got, let expected): "There are \(got) tiles; \(expected) are needed."
        }
    }
}
