extension PictureUpscale {
    /// Why a picture cannot be made larger.
    public enum Problem: Equatable, Sendable {
        /// It cannot be made larger by this factor.
        case factor(Double)
        /// One picture cannot be seen through another with this share.
        case share(Double)
        /// The picture would become too large.
        case tooLarge(width: Double, height: Double)
        /// There is no upscaler of this name.
        case unknownUpscaler(String)
    }
}

extension PictureUpscale.Problem: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    public var description: String {
        switch self {
        case .factor(let factor):
            "A picture cannot be upscaled by \(factor); a number above 0 is needed."
        case .share(let share):
            "A second upscaler cannot be seen by \(share); 0 to 1 are possible."
        case .tooLarge(let width, let height):
            "A picture of \(Self.words(width))x\(Self.words(height)) pixels would be too large; "
                + "sides of \(PictureLimit.side) and \(PictureLimit.pixels) pixels in all are possible."
        case .unknownUpscaler(let name): "There is no upscaler named \"\(name)\"."
        }
    }

    /// A side's length, whole where it can be.
    private static func words(_ length: Double) -> String {
        Int(exactly: length).map(String.init) ?? "\(length)"
    }
}
