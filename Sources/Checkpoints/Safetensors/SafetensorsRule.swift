/// The rule of the safetensors format that a file breaks, and where.
public enum SafetensorsRule: FormatRule, JSONRule {
    /// The kind of file.
    public static let file = "a safetensors file"

    /// The file is too short for the eight bytes that say how long the header is.
    case headerTooSmall(fileSize: Int)
    /// The header is said to be longer than a header may be.
    case headerTooLarge(length: UInt64)
    /// The header is said to be longer than the rest of the file.
    case headerBeyondFile(length: Int, fileSize: Int)
    /// The header is not UTF-8.
    case notUTF8
    /// The header is not JSON; `offset` counts from the header's first byte.
    case notJSON(offset: Int, expected: String)
    /// Objects and lists stand inside each other more deeply than a header needs.
    case tooDeep(offset: Int)
    /// An object has the same key twice.
    case duplicateKey(String)
    /// An object has more keys than a model has tensors.
    case tooManyEntries
    /// A tensor's name is too long.
    case longName(byteCount: Int)
    /// `__metadata__` is not an object of strings; `key` is the member that is not a string.
    case badMetadata(key: String?)
    /// A tensor's entry is not an object.
    case badEntry(tensor: String)
    /// A tensor's entry lacks a field.
    case missingField(tensor: String, field: String)
    /// A field of a tensor's entry is of the wrong kind.
    case badField(tensor: String, field: String)
    /// A tensor's type is none that the format knows.
    case unknownType(tensor: String, type: String)
    /// A tensor has too many dimensions.
    case highRank(tensor: String)
    /// A tensor's size or place is above what 64 bits can count.
    case overflow(tensor: String)
    /// A tensor of a type smaller than a byte does not fill whole bytes.
    case partialByte(tensor: String)
    /// A tensor ends before it begins.
    case reversedOffsets(tensor: String, begin: Int, end: Int)
    /// A tensor's bytes are more or fewer than its shape and type need.
    case wrongByteCount(tensor: String, byteCount: Int, expected: Int)
    /// A tensor does not begin where the one before it ends; offsets count from the data's start.
    case notContiguous(tensor: String, begin: Int, expected: Int)
    /// The file does not end where its last tensor ends.
    case wrongFileSize(fileSize: Int, expected: Int)
}

extension SafetensorsRule {
    /// What is wrong and what would be right, without the file's name and without a full stop.
    public var description: String {
        switch self {
        case .badMetadata(nil):
            "\"__metadata__\" has to be an object of strings"
        case .badMetadata(let key?):
            "\"__metadata__\" may hold only strings, and its \(quoted(key)) is none"
        case .badEntry, .missingField, .badField, .unknownType, .highRank, .overflow,
            .partialByte, .reversedOffsets, .wrongByteCount, .notContiguous:
            aboutTensor
        default: aboutHeader
        }
    }

    private var aboutHeader: String {
        switch self {
        case .headerTooSmall(let size):
            "it has \(size) bytes, and the length of the header alone takes 8"
        case .headerTooLarge(let length):
            "its header would have \(length) bytes, and at most "
                + "\(SafetensorsHeader.maximumLength) are allowed"
        case .headerBeyondFile(let length, let size):
            "its header would have \(length) bytes, and the whole file has \(size); "
                + "the file was cut off"
        case .notUTF8: "its header is not UTF-8"
        case .notJSON(let offset, let expected):
            "its header is not JSON: at byte \(offset) there should be \(expected)"
        case .tooDeep(let offset):
            "its header nests deeper than \(JSON.maximumDepth) levels at byte \(offset)"
        case .duplicateKey(let key): "the key \(quoted(key)) stands twice in one object"
        case .tooManyEntries:
            "an object of its header has more than \(JSON.maximumEntries) entries"
        case .longName(let count):
            "a tensor's name has \(count) bytes, and at most "
                + "\(SafetensorsHeader.maximumNameLength) are allowed"
        case .wrongFileSize(let size, let expected):
            "the tensors end at byte \(expected), and the file has \(size); "
                + (size < expected ? "it was cut off" : "nothing may follow the last tensor")
        default: ""
        }
    }

    private var aboutTensor: String {
        switch self {
        case .badEntry(let tensor):
            "the entry of tensor \(quoted(tensor)) has to be an object"
        case .missingField(let tensor, let field):
            "the entry of tensor \(quoted(tensor)) has no \"\(field)\""
        case .badField(let tensor, let field):
            "\"\(field)\" of tensor \(quoted(tensor)) has to be \(Self.kind(of: field))"
        case .unknownType(let tensor, let type):
            "tensor \(quoted(tensor)) has the type \(quoted(type)), which safetensors does not know"
        case .highRank(let tensor):
            "tensor \(quoted(tensor)) has more than \(SafetensorsHeader.maximumRank) dimensions"
        case .overflow(let tensor):
            "the size or place of tensor \(quoted(tensor)) is beyond 64 bits"
        case .partialByte(let tensor):
            "tensor \(quoted(tensor)) does not fill whole bytes"
        case .reversedOffsets(let tensor, let begin, let end):
            "tensor \(quoted(tensor)) begins at \(begin) and ends before, at \(end)"
        case .wrongByteCount(let tensor, let count, let expected):
            "tensor \(quoted(tensor)) has \(count) bytes, and its shape and type need \(expected)"
        case .notContiguous(let tensor, let begin, let expected):
            "tensor \(quoted(tensor)) begins at \(begin) of the data and should at \(expected): "
                + (begin < expected
                    ? "tensors may not overlap" : "no bytes may lie between tensors")
        default: ""
        }
    }

    private static func kind(of field: String) -> String {
        switch field {
        case "dtype": "a string"
        case "shape": "a list of integers from 0"
        default: "a list of two integers from 0"
        }
    }
}

/// A name from a file as one printable line: what is no visible character escaped, the middle of
/// long names left out.
func quoted(_ name: String) -> String {
    let scalars = name.unicodeScalars
    let isShort = scalars.prefix(121).count <= 120
    let shown =
        isShort ? Array(scalars) : Array(scalars.prefix(80)) + ["…"] + Array(scalars.suffix(39))
    let escaped = shown.map { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: scalar.escaped(asASCII: true)
        default: scalar == "\"" ? "\\\"" : String(scalar)
        }
    }
    return "\"\(escaped.joined())\""
}
