/// The rule of the GGUF format that a file breaks, and where.
public enum GGUFRule: FormatRule {
    /// The kind of file.
    public static let file = "a GGUF file"

    /// The file does not begin with the format's four letters.
    case notGGUF
    /// The version is none that is read.
    case unsupportedVersion(UInt32)
    /// The file was written for machines whose highest byte comes first.
    case bigEndian
    /// The file is said to have more tensors than a model has, or than it has room for.
    case tooManyTensors(UInt64)
    /// The file is said to have more keys than a model has, or than it has room for.
    case tooManyKeys(UInt64)
    /// Something of the header would reach beyond the file's end; `offset` is where it begins.
    case headerBeyondFile(offset: Int)
    /// A key is empty or not ASCII; `number` counts from 1.
    case badKey(number: Int)
    /// A key is too long.
    case longKey(byteCount: UInt64)
    /// Two values have the same key.
    case duplicateKey(String)
    /// A value's type is none that the format knows.
    case unknownValueType(key: String, type: UInt32)
    /// A truth value is neither 0 nor 1.
    case badBool(key: String, value: UInt8)
    /// A string is too long.
    case longString(key: String, byteCount: UInt64)
    /// An array has too many elements.
    case longArray(key: String, count: UInt64)
    /// An array holds arrays.
    case nestedArray(key: String)
    /// `general.alignment` is not an unsigned integer of 32 bits.
    case badAlignmentType
    /// `general.alignment` is not a power of two, or above 65,536.
    case badAlignment(UInt32)
    /// A tensor's name is empty, not UTF-8, or has a zero byte; `number` counts from 1.
    case badName(number: Int)
    /// A tensor's name is too long.
    case longName(byteCount: UInt64)
    /// Two tensors have the same name.
    case duplicateTensor(String)
    /// A tensor has too many dimensions.
    case highRank(tensor: String, rank: UInt32)
    /// A tensor's size or place is above what 64 bits can count.
    case overflow(tensor: String)
    /// A tensor's type is not read; `type` is its number in ggml.
    case unsupportedType(tensor: String, type: UInt32)
    /// A quantised tensor's rows do not consist of whole blocks.
    case partialBlock(tensor: String, type: BlockType, width: Int)
    /// A tensor does not begin at a multiple of the alignment; offsets count from the data's start.
    case misaligned(tensor: String, offset: UInt64, alignment: Int)
    /// A tensor does not begin where the one before it and its padding end.
    case notPacked(tensor: String, offset: UInt64, expected: Int)
    /// A tensor ends beyond the file.
    case dataBeyondFile(tensor: String, end: Int, fileSize: Int)
    /// `comfy.gguf.orig_shape` of a tensor is not a list of as many elements as the tensor has.
    case badOriginalShape(tensor: String)
}

extension GGUFRule {
    /// What is wrong and what would be right, without the file's name and without a full stop.
    public var description: String {
        switch self {
        case .notGGUF, .unsupportedVersion, .bigEndian, .tooManyTensors, .tooManyKeys,
            .headerBeyondFile:
            aboutHeader
        case .badKey, .longKey, .duplicateKey, .unknownValueType, .badBool, .longString,
            .longArray, .nestedArray, .badAlignmentType, .badAlignment:
            aboutKeys
        case .badName, .longName, .duplicateTensor, .highRank, .overflow, .unsupportedType,
            .partialBlock, .badOriginalShape:
            aboutTensor
        case .misaligned, .notPacked, .dataBeyondFile: aboutPlace
        }
    }

    private var aboutHeader: String {
        switch self {
        case .notGGUF: "it has to begin with the letters \"GGUF\""
        case .unsupportedVersion(let version):
            "its version is \(version), and versions 2 and 3 are read"
        case .bigEndian:
            "it was written for big-endian machines; get the little-endian file of this model"
        case .tooManyTensors(let count):
            "it would have \(count) tensors, and at most \(GGUFReader.maximumTensors) and what "
                + "fits into it are allowed"
        case .tooManyKeys(let count):
            "it would have \(count) keys, and at most \(GGUFReader.maximumKeys) and what fits "
                + "into it are allowed"
        case .headerBeyondFile(let offset):
            "what its header has at byte \(offset) would reach beyond its end; the file was cut off"
        default: ""
        }
    }

    private var aboutKeys: String {
        switch self {
        case .badKey(let number): "its key \(number) has to be a name in ASCII"
        case .longKey(let count):
            "a key has \(count) bytes, and at most \(GGUFReader.maximumKeyLength) are allowed"
        case .duplicateKey(let key): "the key \(quoted(key)) stands twice in it"
        case .unknownValueType(let key, let type):
            "the value of \(quoted(key)) is of type \(type), and there are the types 0 to 12"
        case .badBool(let key, let value):
            "the truth value \(quoted(key)) has to be 0 or 1 and is \(value)"
        case .longString(let key, let count):
            "a string of \(quoted(key)) has \(count) bytes, and at most "
                + "\(GGUFReader.maximumStringLength) are allowed"
        case .longArray(let key, let count):
            "the array \(quoted(key)) has \(count) elements, and at most "
                + "\(GGUFReader.maximumElements) are allowed"
        case .nestedArray(let key): "the array \(quoted(key)) may not hold arrays"
        case .badAlignmentType:
            "\"general.alignment\" has to be an unsigned integer of 32 bits"
        case .badAlignment(let alignment):
            "\"general.alignment\" is \(alignment) and has to be a power of two up to "
                + "\(GGUFReader.maximumAlignment)"
        default: ""
        }
    }

    private var aboutTensor: String {
        switch self {
        case .badName(let number):
            "the name of its tensor \(number) has to be UTF-8, without zero bytes, and not empty"
        case .longName(let count):
            "a tensor's name has \(count) bytes, and at most \(GGUFReader.maximumNameLength) "
                + "are allowed"
        case .duplicateTensor(let tensor): "there are two tensors \(quoted(tensor))"
        case .highRank(let tensor, let rank):
            "tensor \(quoted(tensor)) has \(rank) dimensions, and at most "
                + "\(GGUFReader.maximumRank) are allowed"
        case .overflow(let tensor):
            "the size or place of tensor \(quoted(tensor)) is beyond 64 bits"
        case .unsupportedType(let tensor, let type):
            "tensor \(quoted(tensor)) is of \(GGUFType.name(of: type)), which is not read; "
                + "take a file of Q8_0, Q6_K, Q5_K, Q4_K or F16"
        case .partialBlock(let tensor, let type, let width):
            "the rows of tensor \(quoted(tensor)) have \(width) elements, and \(type.rawValue) "
                + "needs a multiple of \(type.elements)"
        case .badOriginalShape(let tensor):
            "\"comfy.gguf.orig_shape\" of tensor \(quoted(tensor)) has to be a list of integers "
                + "of 32 bits whose product is the tensor's number of elements"
        default: ""
        }
    }

    private var aboutPlace: String {
        switch self {
        case .misaligned(let tensor, let offset, let alignment):
            "tensor \(quoted(tensor)) begins at \(offset) of the data, which has to be a "
                + "multiple of \(alignment)"
        case .notPacked(let tensor, let offset, let expected):
            "tensor \(quoted(tensor)) begins at \(offset) of the data and should at \(expected): "
                + (offset < UInt64(expected)
                    ? "tensors may not overlap" : "only padding may lie between tensors")
        case .dataBeyondFile(let tensor, let end, let size):
            "tensor \(quoted(tensor)) ends at byte \(end), and the file has \(size); "
                + "it was cut off"
        default: ""
        }
    }
}
