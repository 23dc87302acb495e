extension Image8 {
    /// The picture with its masked part filled by the colours around it.
    ///
    /// What is kept is blurred ever more narrowly, and the blurred pictures are laid over each
    /// other from the widest to the sharp one. Where nothing is kept at all, all is black.
    func filled(where mask: Image8) -> Image8 {
        let kept = cut(outOf: mask)
        let blank = [UInt8](repeating: 0, count: kept.pixels.count)
        var filled = Image8(width: width, height: height, channels: 4, checked: blank)
        for layer in Self.layers {
            let blurred = BoxBlur(deviation: layer.deviation)(kept).unmultiplied()
            for _ in 0..<layer.repeats { filled = blurred.laid(over: filled) }
        }
        return kept.unmultiplied().laid(over: filled).colours()
    }

    /// How wide each layer is blurred, and how often it is laid over the former.
    private static let layers: [(deviation: Float, repeats: Int)] = [
        (256, 1), (64, 1), (16, 2), (4, 4), (2, 2),
    ]
}
