/// Width and height, in the unit that the place says.
public struct PixelSize: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int

    /// A size.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The size in cells of so many pixels along an edge, what does not fill a cell left out.
    public func cells(of edge: Int) -> PixelSize {
        PixelSize(width: width / edge, height: height / edge)
    }

    /// "512×768".
    public var description: String { "\(width)×\(height)" }
}
