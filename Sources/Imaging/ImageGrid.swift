/// Pictures side by side and one under the other, in cells of one size without room between them:
/// how the web UI shows a batch.
public struct ImageGrid: Hashable, Sendable {
    /// Cells side by side.
    public let columns: Int
    /// Cells one under the other.
    public let rows: Int

    /// The cells for so many pictures: as nearly square as they can be, wider rather than higher
    /// (the web UI's option `n_rows` at -1), or in so many rows, of which there are no more than
    /// pictures.
    public init(count: Int, rows: Int? = nil) {
        let count = max(count, 1)
        let wanted = rows ?? Int(Double(count).squareRoot().rounded())
        self.rows = min(max(wanted, 1), count)
        columns = (count - 1) / self.rows + 1
    }

    /// Pictures in a grid, row by row from the top, each in the middle of its cell.
    ///
    /// Cells are as wide as the widest picture and as high as the highest. What is clear or empty
    /// shows the background.
    ///
    /// - Throws: `ImagingError.badSize` without pictures and for a grid beyond what a picture holds.
    public static func picture(
        of pictures: [Image8], rows: Int? = nil, background: Colour = .white
    ) throws(ImagingError) -> Image8 {
        let width = pictures.map(\.width).max() ?? 0
        let height = pictures.map(\.height).max() ?? 0
        let grid = ImageGrid(count: pictures.count, rows: rows)
        var canvas = try Canvas(
            width: grid.columns * width, height: grid.rows * height, background: background)
        for (index, picture) in pictures.enumerated() {
            let (row, column) = index.quotientAndRemainder(dividingBy: grid.columns)
            canvas.draw(
                picture, x: column * width + (width - picture.width) / 2,
                y: row * height + (height - picture.height) / 2)
        }
        return canvas.image
    }
}
