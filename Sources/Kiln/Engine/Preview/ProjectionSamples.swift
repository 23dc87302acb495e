import Imaging

/// Pictures that a VAE's latents are compared with their colours by: patches, gradients and noise of
/// many colours, the same whenever they are made.
enum ProjectionSamples {
    /// Pixels along an edge.
    static let edge = 64
    /// How many.
    static let count = 12

    /// The pictures.
    static func pictures() throws -> [FloatImage] {
        var source = UniformSource(state: 1)
        return try (0..<count).map { number in
            let pixels: (Int, Int) -> [Double] =
                switch number % 3 {
                case 0: patches(&source)
                case 1: gradient(&source)
                default: noise(&source)
                }
            return try picture(pixels)
        }
    }

    /// The mean colours of a picture's squares, row by row, three numbers for each.
    ///
    /// - Parameter cell: pixels along an edge of a square.
    static func colours(of picture: FloatImage, cell: Int) -> [[Double]] {
        let (rows, columns) = (picture.height / cell, picture.width / cell)
        let plane = picture.width * picture.height
        return (0..<rows * columns).map { place in
            (0..<FloatImage.channels).map { channel in
                var sum = 0.0
                for y in 0..<cell {
                    let row = channel * plane + (place / columns * cell + y) * picture.width
                    for x in 0..<cell {
                        sum += Double(picture.pixels[row + place % columns * cell + x])
                    }
                }
                return sum / Double(cell * cell)
            }
        }
    }

    private static func picture(_ colour: (Int, Int) -> [Double]) throws -> FloatImage {
        let colours = (0..<edge * edge).map { colour($0 % edge, $0 / edge) }
        let pixels = (0..<FloatImage.channels).flatMap { channel in
            colours.map { Float(min(max($0[channel], 0), 1)) }
        }
        return try FloatImage(width: edge, height: edge, pixels: pixels)
    }

    /// Sixteen squares of one colour each.
    private static func patches(_ source: inout UniformSource) -> (Int, Int) -> [Double] {
        let colours = (0..<16).map { _ in source.colour() }
        return { x, y in colours[y * 4 / edge * 4 + x * 4 / edge] }
    }

    /// From corner to corner, each with a colour.
    private static func gradient(_ source: inout UniformSource) -> (Int, Int) -> [Double] {
        let corners = (0..<4).map { _ in source.colour() }
        return { x, y in
            let (right, down) = (Double(x) / Double(edge - 1), Double(y) / Double(edge - 1))
            let shares = [
                (1 - right) * (1 - down), right * (1 - down), (1 - right) * down, right * down,
            ]
            return (0..<3).map { channel in
                zip(corners, shares).reduce(0) { $0 + $1.0[channel] * $1.1 }
            }
        }
    }

    /// Noise of half the full contrast around colours that change from side to side.
    private static func noise(_ source: inout UniformSource) -> (Int, Int) -> [Double] {
        let ground = gradient(&source)
        let grains = (0..<edge * edge).map { _ in source.colour() }
        return { x, y in
            zip(ground(x, y), grains[y * edge + x]).map { $0 + ($1 - 0.5) / 2 }
        }
    }
}

/// Numbers in 0..<1 that are the same everywhere: SplitMix64 (Steele et al. 2014).
private struct UniformSource {
    var state: UInt64

    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return Double((bits ^ bits >> 31) >> 11) / Double(1 << 53)
    }

    mutating func colour() -> [Double] { (0..<3).map { _ in next() } }
}
