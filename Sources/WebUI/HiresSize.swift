/// The sizes of a hires fix: what the first pass's picture is enlarged to, and what of it is kept.
///
/// A target of both sides is *covered*: the picture is enlarged, keeping its aspect, until it
/// reaches beyond the target, and latents beyond it are cut off, half on each side. Latents have an
/// eighth of the picture's side, rounded down, and so the output is a multiple of 8.
public struct HiresSize: Hashable, Sendable {
    /// Sides that a pass may have, in pixels.
    public static let sides = 8...65536

    /// Pixels to a side of a latent's cell.
    public static let cell = 8

    /// Size to enlarge to, in pixels.
    public let upscaled: Size

    /// Latent cells to cut off in all, per axis.
    public let truncation: Size

    /// Latent columns of the enlarged picture that are kept.
    public var latentColumns: Range<Int> {
        Self.kept(of: upscaled.width, cutting: truncation.width)
    }

    /// Latent rows of the enlarged picture that are kept.
    public var latentRows: Range<Int> { Self.kept(of: upscaled.height, cutting: truncation.height) }

    /// Size of the finished picture, in pixels.
    public var output: Size {
        Size(width: latentColumns.count * Self.cell, height: latentRows.count * Self.cell)
    }

    /// A width and a height.
    public struct Size: Hashable, Sendable {
        /// Extent from left to right.
        public let width: Int
        /// Extent from top to bottom.
        public let height: Int

        /// A size of two sides.
        public init(width: Int, height: Int) {
            (self.width, self.height) = (width, height)
        }
    }

    /// The sizes that follow from a first pass and what was asked for.
    ///
    /// - Parameters:
    ///   - first: Size of the first pass, in pixels.
    ///   - scale: Factor between the sizes, which counts only while `resizeX` and `resizeY` are 0.
    ///   - resizeX: Width to reach, in pixels; 0 follows from the height.
    ///   - resizeY: Height to reach, in pixels; 0 follows from the width.
    /// - Throws: `WebUIError` for sides outside `sides`.
    public init(
        first: (width: Int, height: Int), scale: Double, resizeX: Int = 0, resizeY: Int = 0
    ) throws(WebUIError) {
        try Self.check(first.width, "width")
        try Self.check(first.height, "height")
        if resizeX != 0 { try Self.check(resizeX, "hires width") }
        if resizeY != 0 { try Self.check(resizeY, "hires height") }
        upscaled = try Self.target(first, scale: scale, resizeX: resizeX, resizeY: resizeY)
        let both = resizeX != 0 && resizeY != 0
        truncation = Size(
            width: both ? (upscaled.width - resizeX) / Self.cell : 0,
            height: both ? (upscaled.height - resizeY) / Self.cell : 0)
    }

    private static func target(
        _ first: (width: Int, height: Int), scale: Double, resizeX: Int, resizeY: Int
    ) throws(WebUIError) -> Size {
        let (width, height) = first
        if resizeX == 0, resizeY == 0 {
            guard scale.isFinite, scale > 0 else { throw .badScale(scale) }
            return try size(Double(width) * scale, Double(height) * scale)
        }
        // Sides are at most 2^16, so that products of two are far from overflow.
        let wider = width * resizeY >= resizeX * height
        if resizeX == 0 || (resizeY != 0 && wider) {
            return try size(Double(resizeY * width / height), Double(resizeY))
        }
        return try size(Double(resizeX), Double(resizeX * height / width))
    }

    private static func size(_ width: Double, _ height: Double) throws(WebUIError) -> Size {
        let limits = Double(sides.lowerBound)..<Double(sides.upperBound + 1)
        guard limits.contains(width), limits.contains(height) else {
            throw .badTarget(width: width, height: height)
        }
        return Size(width: Int(width), height: Int(height))
    }

    private static func check(_ side: Int, _ name: String) throws(WebUIError) {
        guard sides.contains(side) else { throw .badSide(name: name, pixels: side) }
    }

    /// A cut of an odd number of cells takes the odd one from the far end.
    private static func kept(of side: Int, cutting cut: Int) -> Range<Int> {
        cut / 2..<side / cell - (cut + 1) / 2
    }
}

extension HiresSize.Size {
    /// The first pass's size where the size asked for is the second's, as before the web UI had a
    /// hires scale (`use_old_hires_fix_width_height`): about 512² pixels in the same proportions,
    /// each side rounded up to a multiple of 64.
    ///
    /// - Parameters:
    ///   - width: Width of the second pass, in `sides`.
    ///   - height: Height of the second pass, in `sides`.
    package static func oldFirstPass(width: Int, height: Int) -> HiresSize.Size {
        let scale = (512.0 * 512 / (Double(width) * Double(height))).squareRoot()
        func side(_ length: Int) -> Int { Int((scale * Double(length) / 64).rounded(.up)) * 64 }
        return HiresSize.Size(width: side(width), height: side(height))
    }
}
