import Checkpoints
import Testing

@Suite struct SafetensorsWriterTests {
    @Test func `what is written is read back`() throws {
        let entries = [
            SafetensorsWriter.Entry("a.weight", type: .f32, shape: [2, 3]),
            SafetensorsWriter.Entry("quote\" slash\\ line\n é", type: .bf16, shape: []),
            SafetensorsWriter.Entry("empty", type: .i64, shape: [0, 4]),
        ]
        let metadata = ["format": "pt", "odd \"key\"": "tab\tend"]
        let bytes = SafetensorsWriter.header(entries, metadata: metadata)
        let header = try SafetensorsHeader.parse(bytes, fileSize: bytes.count + 26)
        #expect(bytes.count % 8 == 0)
        #expect(header.metadata == metadata)
        #expect(header.tensors.count == 3)
        for entry in entries {
            let read = try #require(header.tensors[entry.name])
            #expect(read.shape == entry.shape)
            #expect(read.type == entry.type)
            #expect(read.range.count == entry.byteCount)
        }
    }

    @Test func `a file without tensors is well formed`() throws {
        let bytes = SafetensorsWriter.header([])
        #expect(try SafetensorsHeader.parse(bytes, fileSize: bytes.count).tensors.isEmpty)
    }
}
