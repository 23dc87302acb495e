/// Something that makes pictures larger, by a name.
public struct PictureUpscaler: Sendable {
    /// The name that the web UI lists it under.
    public let name: String
    private let enlarge: @Sendable (_ picture: Image8, _ scale: Double) throws -> Image8

    /// An upscaler of one run, which makes a picture larger by a factor of its own, as networks do,
    /// or by the scale that it is told. It gets three channels, or four with opacity, and returns
    /// either.
    public init(
        name: String,
        enlarge: @escaping @Sendable (_ picture: Image8, _ scale: Double) throws -> Image8
    ) {
        self.name = name
        self.enlarge = enlarge
    }

    /// Lanczos' filter in 8 bits, as Pillow computes it.
    public static let lanczos = PictureUpscaler(name: "Lanczos") { picture, scale in
        try picture.resizedWithOpacity(
            .lanczos, width: Int(Double(picture.width) * scale),
            height: Int(Double(picture.height) * scale))
    }

    /// The pixel under each new pixel's centre.
    public static let nearest = PictureUpscaler(name: "Nearest") { picture, scale in
        try picture.nearest(
            width: Int(Double(picture.width) * scale), height: Int(Double(picture.height) * scale))
    }

    /// Those that need no model, in the web UI's order.
    public static let withoutModel = [lanczos, nearest]
}

extension PictureUpscaler {
    /// Most runs, each on what the one before has made.
    private static let runLimit = 3

    /// The picture run at a scale until it is as large as a size, or grows no more. One that is
    /// large enough is not run, but for a scale of 1, with which some networks only clean.
    func callAsFunction(
        _ picture: Image8, scale: Double, until size: (width: Int, height: Int)
    ) throws -> Image8 {
        var picture = picture
        for run in 0..<Self.runLimit {
            let isEnough = picture.width >= size.width && picture.height >= size.height
            if isEnough, run > 0 || scale != 1 { break }
            let before = picture
            picture = try enlarge(picture, scale)
            if (before.width, before.height) == (picture.width, picture.height) { break }
        }
        return picture.channels == 1 ? picture.flattened() : picture
    }
}
