import Checkpoints
import Testing

/// The cases of the format's own test suite that concern reading, by its names.
@Suite struct OfficialSuiteTests {
    private func parse(_ bytes: [UInt8]) throws(SafetensorsRule) -> SafetensorsHeader {
        try SafetensorsHeader.parse(bytes, fileSize: bytes.count)
    }

    @Test func `test_deserialization: one tensor`() throws {
        let header = try parse(fileBytes("{\(entry("test", "I32", [2, 2], 0, 16))}", data: 16))
        let tensor = try #require(header.tensors["test"])
        #expect(tensor.type == .i32 && tensor.shape == [2, 2] && tensor.count == 4)
        #expect(tensor.range == header.dataStart..<header.dataStart + 16)
    }

    @Test func `test_empty: no tensors at all`() throws {
        let header = try parse(fileBytes("{}"))
        #expect(header.tensors.isEmpty && header.metadata.isEmpty && header.dataStart == 10)
    }

    @Test func `test_empty: no tensors, and metadata`() throws {
        let header = try parse(fileBytes(#"{"__metadata__":{"framework":"pt"}}     "#))
        #expect(header.tensors.isEmpty && header.metadata == ["framework": "pt"])
    }

    @Test func `test_empty_shapes_allowed: a scalar`() throws {
        let header = try parse(fileBytes("{\(entry("test", "I32", [], 0, 4))}", data: 4))
        #expect(header.tensors["test"]?.shape == [] && header.tensors["test"]?.count == 1)
    }

    @Test func `test_zero_sized_tensor`() throws {
        let header = try parse(fileBytes("{\(entry("test", "I32", [2, 0], 0, 0))}"))
        #expect(header.tensors["test"]?.shape == [2, 0])
        #expect(header.tensors["test"]?.range == header.dataStart..<header.dataStart)
    }

    @Test func `test_whitespace_padding: JSON's white space around the header`() throws {
        #expect(try parse(fileBytes("\t\n{}\r ")).tensors.isEmpty)
    }

    @Test func `test_json_attack: ten tensors on the same bytes`() {
        let entries = (0..<10).map { entry("weight_\($0)", "F32", [2, 2], 0, 16) }
        #expect(throws: SafetensorsRule.self) {
            try parse(fileBytes("{\(entries.joined(separator: ","))}", data: 16))
        }
        #expect {
            try parse(fileBytes("{\(entries.joined(separator: ","))}", data: 16))
        } throws: {
            guard case SafetensorsRule.notContiguous(_, begin: 0, expected: 16) = $0 else {
                return false
            }
            return true
        }
    }

    @Test func `test_metadata_incomplete_buffer: bytes after the last tensor`() {
        let bytes = fileBytes("{\(entry("test", "I32", [2, 2], 0, 16))}", data: 16)
        let polyglot = bytes + Array("extra_bogus_data_for_polyglot_file".utf8)
        #expect(
            throws: SafetensorsRule.wrongFileSize(fileSize: bytes.count + 34, expected: bytes.count)
        ) {
            try parse(polyglot)
        }
    }

    @Test func `test_metadata_incomplete_buffer: two bytes are missing`() {
        let bytes = fileBytes("{\(entry("test", "I32", [2, 2], 0, 16))}", data: 16)
        #expect(
            throws: SafetensorsRule.wrongFileSize(fileSize: bytes.count - 2, expected: bytes.count)
        ) {
            try parse(Array(bytes.dropLast(2)))
        }
    }

    @Test func `test_header_too_large`() {
        #expect(throws: SafetensorsRule.headerTooLarge(length: 0x7878_7878_7878_7878)) {
            try parse(Array(repeating: 0x78, count: 8) + Array("{}".utf8))
        }
    }

    @Test func `test_header_too_small`() {
        #expect(throws: SafetensorsRule.headerTooSmall(fileSize: 0)) { try parse([]) }
    }

    @Test func `test_invalid_header_length`() {
        #expect(throws: SafetensorsRule.headerBeyondFile(length: 60, fileSize: 8)) {
            try parse(lengthBytes(60))
        }
    }

    @Test func `test_invalid_header_non_utf8`() {
        #expect(throws: SafetensorsRule.notUTF8) { try parse(fileBytes([0xFF])) }
    }

    @Test func `test_invalid_header_not_json`() {
        #expect(throws: SafetensorsRule.notJSON(offset: 1, expected: "a value")) {
            try parse(fileBytes("{"))
        }
    }

    @Test func `test_invalid_info: sixteen bytes in four`() {
        #expect(throws: SafetensorsRule.wrongByteCount(tensor: "test", byteCount: 4, expected: 16))
        {
            try parse(fileBytes("{\(entry("test", "I32", [2, 2], 0, 4))}", data: 4))
        }
    }

    @Test(arguments: [UInt64.max - 1, UInt64(Int64.max)])
    func `test_validation_overflow`(dimension: UInt64) {
        #expect(throws: SafetensorsRule.overflow(tensor: "test")) {
            try parse(fileBytes("{\(entry("test", "I32", [2, dimension], 0, 16))}", data: 16))
        }
    }

    @Test func `attacks: overlapping offsets make no large model of a small file`() {
        let entries = (0..<100).map { entry("t\($0)", "U8", [64 - UInt64($0) % 2], $0 % 2, 64) }
        #expect(throws: SafetensorsRule.self) {
            try parse(fileBytes("{\(entries.joined(separator: ","))}", data: 64))
        }
    }
}
