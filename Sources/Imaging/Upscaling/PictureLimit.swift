/// What a picture may measure that comes from, or goes to, somebody who is not known.
public enum PictureLimit {
    /// Longest side, in pixels.
    public static let side = 16_384
    /// Most pixels: 8192².
    public static let pixels = 1 << 26

    /// Whether a picture of a size may be.
    public static func allows(width: Int, height: Int) -> Bool {
        (1...side).contains(width) && (1...side).contains(height) && width * height <= pixels
    }
}
