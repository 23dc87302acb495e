/// What can be wrong with values in the web UI's terms.
public enum WebUIError: Error, Equatable, Sendable {
    /// A picture's side is not in 8…65536 pixels.
    case badSide(name: String, pixels: Int)
    /// The hires scale is not a positive, finite number.
    case badScale(Double)
    /// The second pass would come out with a side that is not in 8…65536 pixels.
    case badTarget(width: Double, height: Double)
}

extension WebUIError: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    public var description: String {
        let range = "\(HiresSize.sides.lowerBound) to \(HiresSize.sides.upperBound) pixels"
        return switch self {
        case .badSide(let name, let pixels): "The \(name) is \(pixels) pixels; it may be \(range)."
        case .badScale(let scale): "The hires scale is \(scale); it must be a number above 0."
        case .badTarget(let width, let height):
            "The hires pass would be \(Self.whole(width))x\(Self.whole(height)) pixels; "
                + "each side may be \(range)."
        }
    }

    private static func whole(_ side: Double) -> String {
        Int(exactly: side.rounded(.towardZero)).map(String.init) ?? PythonNumber.text(side)
    }
}
