/// The instructions of Python's pickle that model files need. All others are refused.
///
/// These are what `torch.save` writes with pickle protocols 2 to 4. The instructions of protocols 0
/// and 1 in text, of out-of-band buffers, of the extension registry, and those that make objects in
/// the ways of old are left out: no model file has them, and attacks do.
enum PickleOpcode: UInt8 {
    case proto = 0x80
    case frame = 0x95
    case stop = 0x2E
    case mark = 0x28
    case none = 0x4E
    case newTrue = 0x88
    case newFalse = 0x89
    case binInt = 0x4A
    case binInt1 = 0x4B
    case binInt2 = 0x4D
    case long1 = 0x8A
    case binFloat = 0x47
    case binUnicode = 0x58
    case shortBinUnicode = 0x8C
    case binString = 0x54
    case shortBinString = 0x55
    case binBytes = 0x42
    case shortBinBytes = 0x43
    case emptyDict = 0x7D
    case dict = 0x64
    case emptyList = 0x5D
    case emptyTuple = 0x29
    case emptySet = 0x8F
    case tuple = 0x74
    case tuple1 = 0x85
    case tuple2 = 0x86
    case tuple3 = 0x87
    case append = 0x61
    case appends = 0x65
    case setItem = 0x73
    case setItems = 0x75
    case binPut = 0x71
    case longBinPut = 0x72
    case memoize = 0x94
    case binGet = 0x68
    case longBinGet = 0x6A
    case global = 0x63
    case stackGlobal = 0x93
    case reduce = 0x52
    case newObj = 0x81
    case build = 0x62
    case binPersID = 0x51

    /// The name in Python's `pickletools` of an instruction that takes operands.
    var name: String {
        switch self {
        case .stackGlobal: "STACK_GLOBAL"
        case .longBinPut: "LONG_BINPUT"
        default: "\(self)".uppercased()
        }
    }

    /// The names of the instructions that Python knows and model files do not need.
    static let refusedNames: [UInt8: String] = [
        0x69: "INST", 0x6F: "OBJ", 0x92: "NEWOBJ_EX", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4",
        0x50: "PERSID", 0x30: "POP", 0x31: "POP_MARK", 0x32: "DUP", 0x96: "BYTEARRAY8",
        0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER", 0x49: "INT", 0x4C: "LONG", 0x46: "FLOAT",
        0x53: "STRING", 0x56: "UNICODE", 0x70: "PUT", 0x67: "GET", 0x6C: "LIST", 0x8B: "LONG4",
        0x8D: "BINUNICODE8", 0x8E: "BINBYTES8", 0x90: "ADDITEMS", 0x91: "FROZENSET",
    ]
}
