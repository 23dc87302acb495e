/// Pictures that are still coming about, as one small file, quickly made.
public struct PreviewFile: Hashable, Sendable {
    /// The format and how good it is.
    public var encoding: ImageEncoding
    /// Longest side of the whole, in pixels; larger pictures are made smaller.
    public var side: Int

    /// A file of a kind.
    public init(_ encoding: ImageEncoding = .jpeg(quality: 75), side: Int = 1024) {
        self.encoding = encoding
        self.side = side
    }

    /// The file of a picture, or of several in a grid (`ImageGrid`).
    ///
    /// A PNG is packed less than a finished picture's, which is faster.
    ///
    /// - Throws: `ImagingError.badSize` without pictures; as `ImageEncoding` otherwise.
    public func bytes(of pictures: [FloatImage]) throws(ImagingError) -> [UInt8] {
        let grid = ImageGrid(count: pictures.count)
        let cell = max(side / max(grid.columns, grid.rows), 1)
        var cells: [Image8] = []
        for picture in pictures { cells.append(try Image8(picture).shrunk(to: cell)) }
        let whole = cells.count == 1 ? cells[0] : try ImageGrid.picture(of: cells)
        return encoding == .png
            ? try PNGCodec.encode(whole, isFast: true)
            : try encoding.encode(whole, infotext: nil)
    }
}

extension Image8 {
    /// The picture in its proportions, no longer on a side than `side`.
    fileprivate func shrunk(to side: Int) throws(ImagingError) -> Image8 {
        let longest = max(width, height)
        guard longest > side else { return self }
        return try resized(
            .lanczos, width: max(width * side / longest, 1),
            height: max(height * side / longest, 1))
    }
}
