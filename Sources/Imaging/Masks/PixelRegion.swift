/// A rectangle of a picture's pixels.
public struct PixelRegion: Hashable, Sendable {
    /// Columns, from the left.
    public let columns: Range<Int>
    /// Rows, from the top.
    public let rows: Range<Int>

    /// Pixels to a row.
    public var width: Int { columns.count }
    /// Rows.
    public var height: Int { rows.count }
}

extension PixelRegion {
    /// The smallest rectangle with all that is not black in a grey picture; `nil` if all is.
    init?(marked mask: Image8) {
        var region: PixelRegion?
        for row in 0..<mask.height {
            let line = mask.pixels[row * mask.width..<(row + 1) * mask.width]
            guard let first = line.firstIndex(where: { $0 != 0 }),
                let last = line.lastIndex(where: { $0 != 0 })
            else { continue }
            let marked = first - line.startIndex..<last - line.startIndex + 1
            region = PixelRegion(
                columns: region.map { $0.columns.joined(marked) } ?? marked,
                rows: (region?.rows.lowerBound ?? row)..<row + 1)
        }
        guard let region else { return nil }
        self = region
    }

    /// The rectangle with so many pixels more on each side, as far as the picture goes.
    func padded(by padding: Int, in image: Image8) -> PixelRegion {
        PixelRegion(
            columns: columns.padded(by: padding, below: image.width),
            rows: rows.padded(by: padding, below: image.height))
    }

    /// The rectangle made longer on one axis until it has the proportions of a size, moved so that
    /// it lies in the picture, and cut where the picture is too small for it.
    func proportioned(like width: Int, _ height: Int, in image: Image8) -> PixelRegion {
        let wanted = Double(width) / Double(height)
        if Double(self.width) / Double(self.height) > wanted {
            let rows = rows.grown(to: Double(self.width) / wanted, below: image.height)
            return PixelRegion(columns: columns, rows: rows)
        }
        let columns = columns.grown(to: Double(self.height) * wanted, below: image.width)
        return PixelRegion(columns: columns, rows: rows)
    }
}

extension Range<Int> {
    fileprivate func joined(_ other: Range<Int>) -> Range<Int> {
        Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
    }

    fileprivate func padded(by padding: Int, below limit: Int) -> Range<Int> {
        Swift.max(
            lowerBound - Swift.min(padding, limit), 0)..<Swift.min(
                upperBound + Swift.min(padding, limit), limit)
    }

    /// Longer on both ends, the odd sample at the upper one.
    fileprivate func grown(to length: Double, below limit: Int) -> Range<Int> {
        let more = Swift.min(Swift.max(Int(length) - count, 0), limit)
        var (lower, upper) = (lowerBound - more / 2, upperBound + more - more / 2)
        if upper > limit { (lower, upper) = (lower - (upper - limit), limit) }
        if lower < 0 { (lower, upper) = (0, Swift.min(upper - lower, limit)) }
        return lower..<upper
    }
}
