public import Imaging
public import WebUI

/// How a picture was made, as far as its file says, and the other texts of the file: what the web
/// UI's `png-info` answers.
public struct PictureInfo: Sendable {
    /// The infotext; NovelAI's words are those of the web UI here.
    public let infotext: String?
    /// The file's other texts by keyword.
    public let items: [String: String]

    /// What the web UI makes of the infotext.
    public var parameters: InfotextParameters { InfotextParameters(infotext ?? "") }

    /// What a PNG, JPEG, WebP, GIF or AVIF says.
    ///
    /// The picture is unpacked only if nothing else tells how it was made, to look for a text in its
    /// lowest bits.
    ///
    /// - Parameter unpacks: Whether that is done; a service leaves it to another process.
    /// - Throws: `ImagingError` for another format or a damaged PNG.
    public init(of file: [UInt8], unpacks: Bool = true) throws(ImagingError) {
        let metadata = try ImageMetadata(of: file)
        let size = HiresSize.Size(width: metadata.width, height: metadata.height)
        let texts = Dictionary(metadata.texts.map { ($0.keyword, $0.text) }) { first, _ in first }
        items = texts.filter { $0.key != PNG.infotextKeyword }
        if let novelAI = Infotext(novelAI: texts, size: size) {
            infotext = novelAI.text
        } else if let text = metadata.infotext {
            infotext = text
        } else {
            infotext = unpacks ? Self.hiddenText(in: file, size) : nil
        }
    }

    private static func hiddenText(in file: [UInt8], _ size: HiresSize.Size) -> String? {
        guard let image = try? ImageFile.decode(file), let text = StealthText.text(in: image) else {
            return nil
        }
        return Infotext(novelAIJSON: text, size: size)?.text ?? text
    }
}

extension PictureInfo: Encodable {
    private enum Key: String, CodingKey {
        case info
        case items
        case parameters
    }

    /// An object as the web UI answers it.
    public func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(infotext ?? "", forKey: .info)
        try object.encode(items, forKey: .items)
        try object.encode(parameters, forKey: .parameters)
    }
}
