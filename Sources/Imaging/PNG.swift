/// Pictures as PNG files (ISO/IEC 15948), with the texts they carry.
public enum PNG {
    /// A text in a PNG, under a keyword.
    public struct Text: Hashable, Sendable {
        /// What the text is: 1 to 79 printable Latin-1 characters.
        public var keyword: String
        /// The text; U+0000, which the format has no place for, is written as U+FFFD.
        public var text: String

        /// A text under a keyword.
        public init(_ keyword: String, _ text: String) {
            self.keyword = keyword
            self.text = text
        }

        /// How a picture was made, as the web UIs keep it.
        public static func infotext(_ text: String) -> Text { Text(infotextKeyword, text) }
    }

    /// The keyword under which the web UIs keep how a picture was made.
    public static let infotextKeyword = "parameters"

    /// Most pixels that are read unless told otherwise: 8192².
    public static let defaultPixelLimit = 1 << 26

    /// A picture as a PNG file of 8 bits per sample.
    ///
    /// - Throws: `ImagingError.badKeyword`, or `.cannotEncode` where memory does not suffice.
    public static func encode(
        _ image: Image8, texts: [Text] = []
    ) throws(ImagingError) -> [UInt8] {
        var chunks: [UInt8] = []
        for text in texts { chunks += try TextChunk.encoded(text) }
        var file = try PNGCodec.encode(image)
        file.insert(contentsOf: chunks, at: PNGChunks.headerEnd)
        return file
    }

    /// The picture of a PNG file, whatever its bit depth, palette or interlacing.
    ///
    /// Grey stays grey; a palette becomes colours; opacity makes four channels. A file with a gamma
    /// of its own is brought to sRGB's.
    ///
    /// - Parameter limit: Most pixels that the picture may have.
    /// - Throws: `ImagingError` for a file that breaks a rule of the format or the limit; nothing is
    ///   unpacked before its size is known to be allowed.
    public static func decode(
        _ file: [UInt8], limit: Int = defaultPixelLimit
    ) throws(ImagingError) -> Image8 {
        let chunks = try PNGChunks(file)
        guard chunks.width <= limit / chunks.height else {
            throw .tooLarge(width: chunks.width, height: chunks.height, limit: limit)
        }
        return try PNGCodec.decode(file)
    }

    /// Most bytes that the compressed texts of a file may have in all, unpacked.
    public static let textLimit = 1 << 24

    /// The texts of a PNG file, in their order: `tEXt`, `zTXt` and `iTXt`.
    ///
    /// Texts that break the format, and compressed ones beyond `textLimit`, are passed over.
    ///
    /// - Throws: `ImagingError` for a file that breaks a rule of the format.
    public static func texts(in file: [UInt8]) throws(ImagingError) -> [Text] {
        texts(of: try PNGChunks(file), in: file)
    }

    static func texts(of chunks: PNGChunks, in file: [UInt8]) -> [Text] {
        var limit = textLimit
        return chunks.list.compactMap { TextChunk.decoded($0.name, file[$0.data], limit: &limit) }
    }

    /// How the picture of a PNG file was made, if the file says so.
    ///
    /// - Throws: `ImagingError` for a file that breaks a rule of the format.
    public static func infotext(in file: [UInt8]) throws(ImagingError) -> String? {
        try texts(in: file).first { $0.keyword == infotextKeyword }?.text
    }
}
