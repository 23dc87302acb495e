/// How many heads attention splits its channels into: what no tensor's shape can tell.
public enum HeadCount: Sendable, Hashable {
    /// This many heads at every width (SD 1.x: 8).
    case count(Int)
    /// As many heads of this many channels as the width holds (SD 2.x, SDXL and CLIP: 64).
    case channels(Int)

    /// The heads of attention whose inner width is `channels`.
    ///
    /// - Parameter w: the attention's place, for the error.
    /// - Throws: `WeightsError.uneven`, if the channels do not split evenly.
    public func heads(of channels: Int, at w: Weights) throws(WeightsError) -> Int {
        let (divisor, parts) =
            switch self {
            case .count(let count): (count, "\(count) heads")
            case .channels(let size): (size, "heads of \(size) channels")
            }
        guard divisor > 0, channels.isMultiple(of: divisor) else {
            throw .uneven(place: w.path, file: w.file, channels: channels, parts: parts)
        }
        return switch self {
        case .count: divisor
        case .channels: channels / divisor
        }
    }
}
