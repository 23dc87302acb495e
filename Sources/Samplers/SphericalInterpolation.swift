/// Interpolation of noise that keeps its variance: along the arc between two columns of a latent
/// (Shoemake 1985).
///
/// The web UI's: each column of each channel is a vector of its own. Where the arcs are nearly 0 on
/// average it is a straight line, on which it goes the other way.
struct SphericalInterpolation {
    let grid: NoiseGrid

    /// The values between two noises of the same number of channels.
    ///
    /// - Parameters:
    ///   - a: the noise at share 0.
    ///   - b: the noise at share 1.
    ///   - share: how far from one to the other.
    func callAsFunction(_ a: [Float], _ b: [Float], _ share: Float) -> [Float] {
        let columns = (0..<a.count / max(grid.rows, 1)).map(cells)
        let cosines = columns.map { cosine(a, b, $0) }
        if cosines.reduce(0, +) > 0.9995 * Float(cosines.count) {
            return zip(a, b).map { $0 * share + $1 * (1 - share) }
        }
        var result = a
        for (column, cosine) in zip(columns, cosines) {
            let angle = min(max(cosine, -1), 1).arcCosine
            // A column that has no arc stays where it is.
            guard angle.sine > 0 else { continue }
            let (kept, added) = (
                ((1 - share) * angle).sine / angle.sine, (share * angle).sine / angle.sine
            )
            for cell in column { result[cell] = kept * a[cell] + added * b[cell] }
        }
        return result
    }

    /// The places of a column, counted over all channels.
    private func cells(_ column: Int) -> StrideTo<Int> {
        let start = column / grid.columns * grid.count + column % grid.columns
        return stride(from: start, to: start + grid.count, by: grid.columns)
    }

    private func cosine(_ a: [Float], _ b: [Float], _ cells: StrideTo<Int>) -> Float {
        let (normA, normB) = (norm(a, cells), norm(b, cells))
        return cells.reduce(0) { $0 + a[$1] / normA * (b[$1] / normB) }
    }

    private func norm(_ values: [Float], _ cells: StrideTo<Int>) -> Float {
        cells.reduce(0) { $0 + values[$1] * values[$1] }.squareRoot()
    }
}
