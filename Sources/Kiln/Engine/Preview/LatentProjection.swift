import Imaging

/// The colours of a latent space's cells, guessed as a linear function of their channels.
struct LatentProjection: Sendable, Equatable {
    /// Most pixels along an edge of what it makes.
    static let largestEdge = 256

    /// Red, green and blue: a factor for each channel, then the offset.
    let weights: [[Double]]

    /// The function that comes nearest to some samples.
    ///
    /// Latents that a UNet makes vary in directions that no encoded picture has. A ridge keeps what
    /// such a direction weighs small; its size is in units of a latent's variance, which is about 1.
    ///
    /// - Parameters:
    ///   - latents: the cells' channels.
    ///   - colours: their colours in 0…1, three for each cell.
    /// - Returns: `nil`, if the samples determine none.
    init?(latents: [[Double]], colours: [[Double]], ridge: Double = 0.05) {
        let rows = latents.map { $0 + [1] }
        let fits = (0..<FloatImage.channels).compactMap { colour in
            LeastSquares.solution(rows, colours.map { $0[colour] }, ridge: ridge)
        }
        guard fits.count == FloatImage.channels else { return nil }
        weights = fits
    }

    /// The picture of one latent.
    ///
    /// - Parameters:
    ///   - values: `[channels, rows, columns]`.
    ///   - shape: their sizes.
    func picture(of values: [Float], _ shape: LatentShape) throws -> FloatImage {
        let edge = max(shape.rows, shape.columns)
        let block = (edge + Self.largestEdge - 1) / Self.largestEdge
        let (height, width) = (max(shape.rows / block, 1), max(shape.columns / block, 1))
        let channels = (0..<shape.channels).map { channel in
            Self.averaged(values, channel, shape, block: block, height: height, width: width)
        }
        let pixels = weights.flatMap { weights in
            (0..<height * width).map { place in
                let sum = zip(weights, channels).reduce(weights.last ?? 0) {
                    $0 + $1.0 * $1.1[place]
                }
                // A value that is no number is neither above nor below a bound.
                return sum.isFinite ? Float(min(max(sum, 0), 1)) : 0
            }
        }
        return try FloatImage(width: width, height: height, pixels: pixels)
    }

    /// The means of a channel's squares of cells.
    private static func averaged(
        _ values: [Float], _ channel: Int, _ shape: LatentShape, block: Int, height: Int, width: Int
    ) -> [Double] {
        let start = channel * shape.rows * shape.columns
        return (0..<height * width).map { place in
            let (row, column) = (place / width * block, place % width * block)
            var sum = 0.0
            for y in row..<min(row + block, shape.rows) {
                for x in column..<min(column + block, shape.columns) {
                    sum += Double(values[start + y * shape.columns + x])
                }
            }
            return sum / Double(block * block)
        }
    }
}

/// Linear least squares by the normal equations.
enum LeastSquares {
    /// The x for which the rows' products with it are nearest to the targets; `nil`, if many are.
    ///
    /// - Parameter ridge: what the squares of all elements of x but the last count for each row.
    static func solution(
        _ rows: [[Double]], _ targets: [Double], ridge: Double
    ) -> [Double]? {
        guard let count = rows.first?.count else { return nil }
        var system = (0..<count).map { i in
            (0..<count).map { j in rows.reduce(0) { $0 + $1[i] * $1[j] } }
                + [zip(rows, targets).reduce(0) { $0 + $1.0[i] * $1.1 }]
        }
        let scale = (0..<count).map { system[$0][$0] }.max() ?? 0
        for index in 0..<max(count - 1, 0) { system[index][index] += ridge * Double(rows.count) }
        for pivot in 0..<count {
            let best = (pivot..<count).max { abs(system[$0][pivot]) < abs(system[$1][pivot]) }
            guard let best, abs(system[best][pivot]) > scale * 1e-12 else { return nil }
            system.swapAt(pivot, best)
            for row in 0..<count where row != pivot {
                let factor = system[row][pivot] / system[pivot][pivot]
                for column in pivot...count {
                    system[row][column] -= factor * system[pivot][column]
                }
            }
        }
        return (0..<count).map { system[$0][count] / system[$0][$0] }
    }
}
