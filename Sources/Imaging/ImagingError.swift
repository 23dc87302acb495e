/// What can go wrong with pictures and their files.
public enum ImagingError: Error, Equatable, Sendable {
    /// A picture of this size cannot be made.
    case badSize(width: Int, height: Int)
    /// The number of samples does not fit the picture's size.
    case badCount(got: Int, expected: Int)
    /// A picture has one, three or four channels.
    case badChannels(Int)
    /// The bytes do not begin as a PNG does.
    case notPNG
    /// The PNG breaks one of the format's rules.
    case badPNG(String)
    /// The bytes begin as no picture does that is read.
    case unknownFormat(ImageFormat?)
    /// The file of a format breaks one of its rules.
    case damaged(ImageFormat, String)
    /// The file is of a kind that its format allows and that is not read.
    case unsupported(ImageFormat, String)
    /// The picture is larger than the reader allows.
    case tooLarge(width: Int, height: Int, limit: Int)
    /// A side of the picture is longer than the reader allows.
    case sideTooLong(width: Int, height: Int, limit: Int)
    /// The file of a format has more texts than the reader allows.
    case tooMuchText(ImageFormat, count: Int, bytes: Int)
    /// The encoder of a format failed.
    case cannotEncode(ImageFormat, String)
    /// The picture is longer on a side than the format has room for.
    case tooLong(ImageFormat, width: Int, height: Int, limit: Int)
    /// The text is longer than the format has room for.
    case textTooLong(ImageFormat, limit: Int)
    /// A lossy file cannot have this quality.
    case badQuality(Int)
    /// A text's keyword is not 1 to 79 printable Latin-1 characters.
    case badKeyword(String)
    /// A mask cannot be blurred by this deviation.
    case badBlur(Int)
    /// A masked part cannot be seen with this many pixels around it.
    case badPadding(Int)
    /// A result does not fit the picture that it is put back into.
    case badResult(width: Int, height: Int, maxWidth: Int, maxHeight: Int)
    /// A picture cannot be made larger as it was asked for.
    case badUpscale(PictureUpscale.Problem)
    /// A picture cannot be divided into tiles, or put together of them.
    case badTiles(TileGrid.Problem)
    /// A file could not be read.
    case cannotRead(path: String, reason: String)
    /// A file could not be written.
    case cannotWrite(path: String, reason: String)
}

extension ImagingError: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    public var description: String {
        switch self {
        case .badSize(let width, let height):
            "A picture cannot be \(width)x\(height) pixels; both sides must be at least 1 and their "
                + "product at most \(PixelCount.limit)."
        case .badCount(let got, let expected):
            "The picture has \(got) samples; its size needs \(expected)."
        case .badChannels(let channels):
            "A picture cannot have \(channels) channels; it may have 1, 3 or 4."
        case .notPNG: "The file is not a PNG: its first eight bytes are not the PNG signature."
        case .badPNG(let reason): "The PNG is damaged: \(reason)."
        case .unknownFormat(nil):
            "The file is no picture that can be read; PNG, JPEG and WebP can."
        case .unknownFormat(let format?):
            "Pictures in \(format.rawValue) cannot be read; PNG, JPEG and WebP can."
        case .damaged(let format, let reason): "The \(format.rawValue) is damaged: \(reason)."
        case .unsupported(let format, let what):
            "The \(format.rawValue) \(what), which is not read; save it as a still picture in RGB."
        case .tooLarge(let width, let height, let limit):
            "The picture of \(width)x\(height) pixels is too large; at most \(limit) pixels are read."
        case .sideTooLong(let width, let height, let limit):
            "The picture of \(width)x\(height) pixels is too large; its sides may have at most "
                + "\(limit) pixels."
        case .tooMuchText(let format, let count, let bytes):
            "The \(format.rawValue) has too much text; at most \(count) texts of \(bytes) bytes in "
                + "all are read."
        case .cannotEncode(let format, let reason):
            "The picture could not be written as \(format.rawValue): \(reason)."
        case .tooLong(let format, let width, let height, let limit):
            "A picture of \(width)x\(height) pixels cannot be written as \(format.rawValue), whose "
                + "sides have at most \(limit) pixels; PNG holds longer ones."
        case .textTooLong(let format, let limit):
            "The text is too long for a \(format.rawValue), which holds \(limit) UTF-16 code units of "
                + "it; PNG holds longer ones."
        case .badQuality(let quality):
            "A picture cannot be written with a quality of \(quality); 1 to 100 are possible."
        case .badKeyword(let keyword):
            "\"\(keyword)\" cannot name a text in a PNG; 1 to 79 printable Latin-1 characters can, "
                + "without spaces at the ends."
        case .badBlur(let blur):
            "A mask cannot be blurred by \(blur) pixels; 0 to \(MaskSettings.blurLimit) are possible."
        case .badPadding(let padding):
            "A masked part cannot have \(padding) pixels around it; 0 or more are possible."
        case .badResult(let width, let height, let maxWidth, let maxHeight):
            "A result of \(width)x\(height) pixels does not fit the picture that was asked for; at "
                + "most \(maxWidth)x\(maxHeight) do."
        case .badUpscale(let problem): problem.description
        case .badTiles(let problem): problem.description
        case .cannotRead(let path, let reason): "\(path) could not be read: \(reason)."
        case .cannotWrite(let path, let reason): "\(path) could not be written: \(reason)."
        }
    }
}
