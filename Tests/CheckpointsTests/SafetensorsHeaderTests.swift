import Checkpoints
import Testing

@Suite struct SafetensorsHeaderTests {
    private func parse(_ bytes: [UInt8]) throws(SafetensorsRule) -> SafetensorsHeader {
        try SafetensorsHeader.parse(bytes, fileSize: bytes.count)
    }

    @Test(arguments: StoredType.allCases)
    func `eight values of each type take as many bytes as a value has bits`(_ type: StoredType)
        throws
    {
        let bytes = fileBytes(
            "{\(entry("t", type.rawValue, [8], 0, type.bits))}", data: type.bits)
        let tensor = try #require(try parse(bytes).tensors["t"])
        #expect(tensor.type == type && tensor.range.count == type.bits)
    }

    @Test func `there are 22 types`() {
        #expect(StoredType.allCases.count == 22)
    }

    @Test func `tensors may stand in the header in any order`() throws {
        let entries = [
            entry("c", "U8", [1], 2, 3), entry("a", "U8", [0], 0, 0), entry("b", "I8", [2], 0, 2),
        ]
        let header = try parse(fileBytes("{\(entries.joined(separator: ","))}", data: 3))
        #expect(header.tensors["b"]?.range.lowerBound == header.dataStart)
        #expect(header.tensors["c"]?.range.lowerBound == header.dataStart + 2)
    }

    @Test func `a tensor need not be aligned to its type`() throws {
        let entries = [entry("a", "U8", [1], 0, 1), entry("b", "F64", [1], 1, 9)]
        let header = try parse(fileBytes("{\(entries.joined(separator: ","))}", data: 9))
        #expect(header.tensors["b"]?.range == header.dataStart + 1..<header.dataStart + 9)
    }

    @Test func `eight dimensions are the most`() throws {
        let header = try parse(
            fileBytes("{\(entry("t", "U8", [1, 1, 1, 1, 1, 1, 1, 2], 0, 2))}", data: 2))
        #expect(header.tensors["t"]?.shape.count == 8)
    }

    @Test func `only the header's bytes are needed`() throws {
        let header = fileBytes("{\(entry("t", "U8", [1_000], 0, 1_000))}")
        let parsed = try SafetensorsHeader.parse(header, fileSize: header.count + 1_000)
        #expect(parsed.tensors["t"]?.range == header.count..<header.count + 1_000)
    }

    @Test func `fields of no meaning are passed over`() throws {
        let header = try parse(
            fileBytes(
                """
                {"t": {"note": [1, -2.5e+3, true, false, null, "x\\n", {}], "dtype": "U8",
                "shape": [], "data_offsets": [0, 1]} }
                """, data: 1))
        #expect(header.tensors["t"]?.count == 1)
    }

    @Test(arguments: [
        (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"é"#, "é"), (#"\u00e9"#, "é"),
        (#"\uD83D\uDE00!"#, "😀!"), (#"\uDBFF\uDFFF"#, "\u{10FFFF}"), (#"\u0000"#, "\0"),
        ("模型", "模型"), ("", ""), (#"{\"a\":[1]}"#, #"{"a":[1]}"#),
    ])
    func `a string means what JSON says`(written: String, meant: String) throws {
        let header = try parse(fileBytes("{\"__metadata__\":{\"k\":\"\(written)\"}}"))
        #expect(
            header.metadata["k"].map { Array($0.unicodeScalars) } == Array(meant.unicodeScalars))
        let named = try parse(fileBytes("{\(entry(written, "U8", [0], 0, 0))}"))
        #expect(named.tensors[meant]?.name == meant)
    }

    @Test func `the largest numbers are read exactly`() throws {
        let size = 1 << 40
        let header = fileBytes("{\(entry("t", "U8", [1 << 20, 1 << 20], 0, size))}")
        let parsed = try SafetensorsHeader.parse(header, fileSize: header.count + size)
        #expect(parsed.tensors["t"]?.range.count == size)
    }
}
