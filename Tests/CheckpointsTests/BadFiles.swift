import Checkpoints

extension BadFile {
    /// One file at least for every rule.
    static let all = ofLength + ofText + ofEntries + ofSizes + ofLayout

    /// Files whose first eight bytes are wrong.
    static let ofLength: [BadFile] = [
        BadFile("one byte", bytes: [2], .headerTooSmall(fileSize: 1)),
        BadFile(
            "seven bytes", bytes: Array(lengthBytes(2).dropLast()), .headerTooSmall(fileSize: 7)),
        BadFile(
            "length above the limit", bytes: lengthBytes(100_000_001) + Array("{}".utf8),
            .headerTooLarge(length: 100_000_001)),
        BadFile(
            "length of all ones", bytes: lengthBytes(.max) + Array("{}".utf8),
            .headerTooLarge(length: .max)),
        BadFile(
            "length at the limit and no such file", bytes: lengthBytes(100_000_000),
            .headerBeyondFile(length: 100_000_000, fileSize: 8)),
        BadFile(
            "length one too many", bytes: lengthBytes(3) + Array("{}".utf8),
            .headerBeyondFile(length: 3, fileSize: 10)),
    ]

    /// Headers that are no text, or no JSON object.
    static let ofText: [BadFile] =
        [
            BadFile("a byte of no character", bytes: fileBytes([0xFF]), .notUTF8),
            BadFile(
                "a name cut inside a character", bytes: fileBytes([0x7B, 0x22, 0xC3, 0x22, 0x7D]),
                .notUTF8),
            BadFile(
                "an overlong character", bytes: fileBytes([0x7B, 0x22, 0xC0, 0xAF, 0x22, 0x7D]),
                .notUTF8),
            BadFile(
                "five levels", #"{"t":{"x":[[[0]]]}}"#, .tooDeep(offset: 12)),
            BadFile(
                "a million levels", #"{"t":{"x":"# + String(repeating: "[", count: 1_000_000),
                .tooDeep(offset: 12)),
            BadFile(
                "a tensor twice", "{\(entry("a", "U8", [0], 0, 0)),\(entry("a", "U8", [0], 0, 0))}",
                .duplicateKey("a")),
            BadFile(
                "a tensor twice, once escaped",
                "{\(entry("a", "U8", [0], 0, 0)),\(entry("\\u0061", "U8", [0], 0, 0))}",
                .duplicateKey("a")),
            BadFile(
                "metadata twice", #"{"__metadata__":{},"__metadata__":{}}"#,
                .duplicateKey("__metadata__")),
            BadFile(
                "a note twice", #"{"__metadata__":{"a":"1","a":"2"}}"#, .duplicateKey("a")),
            BadFile(
                "a field twice", #"{"t":{"dtype":"U8","dtype":"I8"}}"#, .duplicateKey("dtype")),
            BadFile(
                "a key twice in a field of no meaning", #"{"t":{"x":{"y":0,"y":0}}}"#,
                .duplicateKey("y")),
        ] + notJSON

    private static let notJSON: [BadFile] = [
        ("", 0, "\"{\""), ("  ", 2, "\"{\""), ("[]", 0, "\"{\""), ("null", 0, "\"{\""),
        ("{", 1, "a value"), ("{]", 1, "a value"), ("{1:2}", 1, "a key"),
        ("{'a':1}", 1, "a value"), (#"{"a"}"#, 4, "\":\""), (#"{"a" 1}"#, 5, "\":\""),
        (#"{"a":}"#, 5, "a value"), (#"{"__metadata__":{},}"#, 19, "a value"),
        (#"{"__metadata__":{};}"#, 18, "\",\" or \"}\""), ("{}x", 2, "the end"),
        ("{}{}", 2, "the end"), ("{}\u{0}\u{0}", 2, "the end"), ("\u{FEFF}{}", 0, "\"{\""),
        ("\u{B}{}", 0, "\"{\""), ("/**/{}", 0, "\"{\""), (#"{"a"#, 3, "the end of the string"),
        ("{\"a\n\":1}", 3, "the end of the string"), (#"{"\x":1}"#, 4, "an escape"),
        (#"{"\"#, 3, "an escape"), (#"{"\u12g4":1}"#, 6, "four hexadecimal digits"),
        (#"{"\uD800":1}"#, 8, "a surrogate pair"), (#"{"\uDC00":1}"#, 8, "a surrogate pair"),
        (#"{"\uD800\u0041":1}"#, 14, "a surrogate pair"),
        (#"{"\uD800\uFFFF":1}"#, 14, "a surrogate pair"),
        (#"{"t":{"shape":[01]}}"#, 17, "a number"), (#"{"t":{"shape":[-]}}"#, 16, "a number"),
        (#"{"t":{"shape":[+1]}}"#, 15, "a value"), (#"{"t":{"shape":[1.]}}"#, 17, "a digit"),
        (#"{"t":{"shape":[1e]}}"#, 17, "a digit"), (#"{"t":{"shape":[1,]}}"#, 17, "a value"),
        (#"{"t":{"shape":[1 2]}}"#, 17, "\",\" or \"]\""), (#"{"t":{"x":nul}}"#, 10, "a value"),
        (#"{"t":{"x":NaN}}"#, 10, "a value"), (#"{"t":{"x":truefalse}}"#, 14, "\",\" or \"}\""),
    ].map { BadFile("not JSON: \($0)", $0, .notJSON(offset: $1, expected: $2)) }

    /// Headers whose entries are not what an entry should be.
    static let ofEntries: [BadFile] =
        [
            BadFile("metadata null", #"{"__metadata__":null}"#, .badMetadata(key: nil)),
            BadFile("metadata a list", #"{"__metadata__":["a"]}"#, .badMetadata(key: nil)),
            BadFile("a note of a number", #"{"__metadata__":{"a":1}}"#, .badMetadata(key: "a")),
            BadFile("a note of an object", #"{"__metadata__":{"a":{}}}"#, .badMetadata(key: "a")),
            BadFile("a tensor of a number", #"{"t":0}"#, .badEntry(tensor: "t")),
            BadFile("a tensor of a list", #"{"t":["U8",[0],[0,0]]}"#, .badEntry(tensor: "t")),
            BadFile(
                "no type", #"{"t":{"shape":[0],"data_offsets":[0,0]}}"#,
                .missingField(tensor: "t", field: "dtype")),
            BadFile(
                "no shape", #"{"t":{"dtype":"U8","data_offsets":[0,0]}}"#,
                .missingField(tensor: "t", field: "shape")),
            BadFile(
                "no offsets", #"{"t":{"dtype":"U8","shape":[0]}}"#,
                .missingField(tensor: "t", field: "data_offsets")),
            BadFile(
                "a type of a number", #"{"t":{"dtype":8}}"#, .badField(tensor: "t", field: "dtype")),
            BadFile(
                "a type of no name", "{\(entry("t", "F128", [0], 0, 0))}",
                .unknownType(tensor: "t", type: "F128")),
            BadFile(
                "a type in small letters", "{\(entry("t", "f32", [0], 0, 0))}",
                .unknownType(tensor: "t", type: "f32")),
            BadFile(
                "nine dimensions", "{\(entry("t", "U8", [1, 1, 1, 1, 1, 1, 1, 1, 1], 0, 1))}",
                data: 1,
                .highRank(tensor: "t")),
        ]
        + [
            "1", "\"1\"", "null", "{}", "[-1]", "[-0]", "[1.0]", "[1e0]", "[\"1\"]", "[[1]]",
            "[null]",
            "[18446744073709551616]", "[99999999999999999999999]",
        ].map {
            BadFile(
                "a shape of \($0)", "{\"t\":{\"shape\":\($0)}}",
                .badField(tensor: "t", field: "shape"))
        }
        + ["0", "[]", "[0]", "[0,0,0]", "[0,-1]", "[0,1.5]", "{}", "[0,[0]]"].map {
            BadFile(
                "offsets of \($0)", "{\"t\":{\"data_offsets\":\($0)}}",
                .badField(tensor: "t", field: "data_offsets"))
        }

    /// Tensors whose shape, type and bytes do not agree.
    static let ofSizes: [BadFile] = [
        BadFile(
            "a dimension above 2⁶³", "{\(entry("t", "U8", [1 << 63], 0, 0))}",
            .overflow(tensor: "t")),
        BadFile(
            "a count above 2⁶³", "{\(entry("t", "U8", [1 << 32, 1 << 32], 0, 0))}",
            .overflow(tensor: "t")),
        BadFile(
            "as many bits above 2⁶³", "{\(entry("t", "F64", [1 << 60], 0, 0))}",
            .overflow(tensor: "t")),
        BadFile(
            "an end above 2⁶³", "{\"t\":{\"data_offsets\":[0,9223372036854775808]}}",
            .overflow(tensor: "t")),
        BadFile(
            "an end that the header shifts above 2⁶³", "{\(entry("t", "U8", [0], 0, .max))}",
            .overflow(tensor: "t")),
        BadFile(
            "three values of four bits", "{\(entry("t", "F4", [3], 0, 2))}", data: 2,
            .partialByte(tensor: "t")),
        BadFile(
            "two values of six bits", "{\(entry("t", "F6_E2M3", [2], 0, 2))}", data: 2,
            .partialByte(tensor: "t")),
        BadFile(
            "an end before the begin", "{\(entry("t", "U8", [1], 1, 0))}", data: 1,
            .reversedOffsets(tensor: "t", begin: 1, end: 0)),
        BadFile(
            "a byte too few", "{\(entry("t", "F32", [2], 0, 7))}", data: 7,
            .wrongByteCount(tensor: "t", byteCount: 7, expected: 8)),
        BadFile(
            "bytes of an empty tensor", "{\(entry("t", "F32", [2, 0], 0, 8))}", data: 8,
            .wrongByteCount(tensor: "t", byteCount: 8, expected: 0)),
        BadFile(
            "no bytes of a scalar", "{\(entry("t", "F32", [], 0, 0))}",
            .wrongByteCount(tensor: "t", byteCount: 0, expected: 4)),
    ]

    /// Tensors that do not fill the file, each byte once.
    static let ofLayout: [BadFile] = [
        BadFile(
            "bytes before the first", "{\(entry("t", "U8", [1], 1, 2))}", data: 2,
            .notContiguous(tensor: "t", begin: 1, expected: 0)),
        BadFile(
            "a hole", "{\(entry("a", "U8", [1], 0, 1)),\(entry("b", "U8", [1], 2, 3))}", data: 3,
            .notContiguous(tensor: "b", begin: 2, expected: 1)),
        BadFile(
            "an overlap", "{\(entry("b", "U8", [2], 1, 3)),\(entry("a", "U8", [2], 0, 2))}",
            data: 3,
            .notContiguous(tensor: "b", begin: 1, expected: 2)),
        BadFile(
            "one byte for two", "{\(entry("a", "U8", [1], 0, 1)),\(entry("b", "I8", [2], 0, 2))}",
            data: 2, .notContiguous(tensor: "b", begin: 0, expected: 1)),
        BadFile(
            "an empty tensor inside another",
            "{\(entry("a", "U8", [2], 0, 2)),\(entry("b", "U8", [0], 1, 1))}", data: 2,
            .notContiguous(tensor: "b", begin: 1, expected: 2)),
        BadFile("bytes of no tensor", "{}", data: 1, .wrongFileSize(fileSize: 11, expected: 10)),
        BadFile(
            "bytes after the last", "{\(entry("t", "U8", [1], 0, 1))}", data: 2,
            .wrongFileSize(fileSize: 63, expected: 62)),
        BadFile(
            "a file cut short", "{\(entry("t", "U8", [2], 0, 2))}", data: 1,
            .wrongFileSize(fileSize: 62, expected: 63)),
        BadFile(
            "an end far beyond the file", "{\(entry("t", "U8", [1 << 59], 0, 1 << 59))}", data: 1,
            .wrongFileSize(fileSize: 96, expected: 1 << 59 + 95)),
    ]
}
