/// The arithmetic of picture sizes, safe from overflow.
enum PixelCount {
    /// Most pixels that a picture may have.
    static let limit = 1 << 28

    /// Samples of a picture of `channels` channels.
    static func samples(width: Int, height: Int, channels: Int) throws(ImagingError) -> Int {
        guard width > 0, height > 0, width <= limit / height else {
            throw .badSize(width: width, height: height)
        }
        return width * height * channels
    }
}
