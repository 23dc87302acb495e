/// What a file is by its first bytes; its name's extension is not asked.
public enum FileFormat: Sendable, Hashable, CaseIterable {
    /// A safetensors file, or what is nearest to one.
    case safetensors
    /// No bytes at all.
    case empty
    /// A zip archive: PyTorch's format since 1.6.
    case zip
    /// A Python pickle: PyTorch's older format.
    case pickle
    /// A GGUF file.
    case gguf
    /// A web page.
    case html
    /// The small text that stands for a large file in a git repository.
    case lfsPointer
    /// A JSON text.
    case json
    /// Some other text, such as a server's error message.
    case text

    /// How many of a file's first bytes ``init(firstBytes:)`` looks at.
    static let sniffedBytes = 64

    /// The format of the file that begins with these bytes.
    ///
    /// Safetensors has no magic number. Its first eight bytes are a length below 2³², so that four
    /// of them are 0, and the ninth begins a JSON text; no other format here begins so. What is of
    /// no known format is held to be a damaged safetensors file, whose rules tell what is wrong.
    init(firstBytes bytes: [UInt8]) {
        let bytes = bytes.prefix(Self.sniffedBytes)
        let isSafetensors =
            bytes.count > 8 && bytes[4..<8].allSatisfy { $0 == 0 }
            && (bytes[8] == UInt8(ascii: "{") || JSON.isSpace(bytes[8]))
        self = isSafetensors ? .safetensors : Self.byMagic(bytes)
    }

    private static func byMagic(_ bytes: ArraySlice<UInt8>) -> FileFormat {
        if bytes.isEmpty { return .empty }
        if bytes.starts(with: "PK\u{3}\u{4}".utf8) { return .zip }
        if bytes.starts(with: "GGUF".utf8) { return .gguf }
        if bytes.count > 2, bytes[0] == 0x80, (2...5).contains(bytes[1]), bytes[2] != 0 {
            return .pickle
        }
        if bytes.starts(with: "version https://git-lfs.".utf8) { return .lfsPointer }
        return byText(bytes)
    }

    private static func byText(_ bytes: ArraySlice<UInt8>) -> FileFormat {
        guard bytes.allSatisfy({ $0 >= 0x20 || JSON.isSpace($0) }) else {
            return .safetensors
        }
        return switch bytes.first(where: { !JSON.isSpace($0) }) {
        case UInt8(ascii: "<")?: .html
        case UInt8(ascii: "{")?: .json
        default: bytes.allSatisfy { $0 < 0x7F } ? .text : .safetensors
        }
    }

    /// What a person calls such a file, with its article.
    public var title: String {
        switch self {
        case .safetensors: "a safetensors file"
        case .empty: "an empty file"
        case .zip: "a zip archive (PyTorch's .ckpt, .pt or .bin format)"
        case .pickle: "a Python pickle (PyTorch's older .ckpt, .pt or .bin format)"
        case .gguf: "a GGUF file"
        case .html: "a web page"
        case .lfsPointer: "a git-lfs pointer and not the file itself"
        case .json: "a JSON text"
        case .text: "a text file"
        }
    }

    /// What to do with a file that holds no tensors.
    var advice: String {
        switch self {
        case .lfsPointer: "fetch the file with \"git lfs pull\""
        case .json: "give the model file that belongs to it"
        case .empty, .html, .text, .safetensors, .zip, .pickle, .gguf:
            "download the model again"
        }
    }
}
