import Checkpoints
import Foundation
import Testing

/// A file of the GGUF fixtures (`tools/goldens/gguf_files.py`).
func ggufFixture(_ name: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/gguf/\(name)")
}

/// What gguf's own reader finds in a file.
private struct Reference: Decodable {
    struct Tensor: Decodable {
        let name: String
        let type: String
        let begin: Int
        let end: Int
        let shape: [Int]
    }

    let file: String
    let metadata: [String: String]
    let tensors: [Tensor]

    static func all() throws -> [Reference] {
        try JSONDecoder().decode(
            [Reference].self, from: Data(contentsOf: ggufFixture("files.json")))
    }
}

@Suite struct GGUFReaderTests {
    @Test(arguments: ["types", "sd1", "sdxl", "values", "version-2"])
    func `a file of gguf's writer is read as gguf's reader does`(name: String) throws {
        let reference = try #require(Reference.all().first { $0.file == "\(name).gguf" })
        let file = try CheckpointFile(opening: ggufFixture(reference.file).path)
        #expect(file.format == .gguf && file.metadata == reference.metadata)
        #expect(file.tensors.count == reference.tensors.count)
        for expected in reference.tensors {
            let tensor = try #require(file.tensors[expected.name])
            #expect(tensor.name == expected.name && tensor.storage == expected.type)
            #expect(tensor.shape == expected.shape)
            #expect(tensor.range == expected.begin..<expected.end)
        }
    }

    @Test func `plain elements lie in the file as they are`() throws {
        let file = try CheckpointFile(opening: ggufFixture("types.gguf").path)
        let floats = try #require(file.tensors["F32"])
        let integers = try #require(file.tensors["I16"])
        #expect(floats.layout == .rowMajor && floats.type == .f32 && floats.shape == [10])
        #expect(integers.layout == .rowMajor && integers.type == .i16 && integers.shape == [7, 1])
        let mapped = try file.map()
        #expect(bytes(of: integers, in: mapped) == (-3...3).flatMap { little(Int16($0)) })
        let pi = bytes(of: floats, in: mapped)[24..<28]
        #expect(Array(pi) == little(Float(3.14159).bitPattern))
    }

    @Test func `quantised tensors come out in float16`() throws {
        let file = try CheckpointFile(opening: ggufFixture("types.gguf").path)
        for type in BlockType.allCases {
            let tensor = try #require(file.tensors["bytes.\(type.rawValue)"])
            #expect(tensor.layout == .blocks(type) && tensor.type == .f16)
            #expect(try bytes(of: tensor, in: file.map()).count == 2 * tensor.count)
        }
    }

    @Test func `values of every type are metadata, and arrays are not`() throws {
        let contents = try GGUFReader.contents(of: MemoryBytes(GGUFDraft.full.bytes))
        let values = (0..<12).map { contents.metadata["my_key_\($0)"] }
        #expect(
            values == [
                "200", "-100", "60000", "-30000", "4000000000", "-2000000000", "0.5", "true",
                "text", "18446744073709551615", "-9223372036854775808", "-0.25",
            ])
        #expect(contents.metadata.count == 12)
    }

    @Test func `a string that is not UTF-8 is mended, and a very long one is not kept`() throws {
        var mended = GGUFDraft.Key("mended", .string("ab"))
        mended.value[8] = 0xFF
        let long = GGUFDraft.Key("long", .string(String(repeating: "x", count: 4_097)))
        let longest = GGUFDraft.Key("longest", .string(String(repeating: "x", count: 4_096)))
        let contents = try GGUFReader.contents(
            of: MemoryBytes(
                GGUFDraft([mended, long, longest]).bytes))
        #expect(contents.metadata.keys.sorted() == ["longest", "mended"])
        #expect(contents.metadata["mended"] == "\u{FFFD}b")
    }

    @Test func `an original shape of no tensor means nothing`() throws {
        let key = GGUFDraft.Key("comfy.gguf.orig_shape.gone", .array([.int32(3)]))
        let contents = try GGUFReader.contents(
            of: MemoryBytes(GGUFDraft([key], [.init("a")]).bytes))
        #expect(contents.tensors["a"]?.shape == [2] && contents.metadata.isEmpty)
    }
}

// MARK: - How much is read

/// Bytes that count how many of them are read.
private final class Meter {
    var count = 0
}

private struct MeteredBytes: ByteSource {
    let path = "metered"
    let bytes: [UInt8]
    let meter = Meter()
    /// How many bytes are said to be there.
    var byteCount: Int

    init(_ bytes: [UInt8], claiming byteCount: Int? = nil) {
        (self.bytes, self.byteCount) = (bytes, byteCount ?? bytes.count)
    }

    func read(_ count: Int, at offset: Int) -> [UInt8] {
        let read = Array(bytes.dropFirst(offset).prefix(count))
        meter.count += read.count
        return read
    }
}

@Suite struct GGUFReadingTests {
    @Test func `the data is not read`() throws {
        let draft = GGUFDraft([], (0..<1_000).map { .init("tensor.\($0)", 1, [1_000]) })
        let file = MeteredBytes(draft.bytes)
        #expect(try GGUFReader.contents(of: file).tensors.count == 1_000)
        #expect(file.bytes.count > 2_000_000 && file.meter.count < 2 * draft.header.count + 16_384)
    }

    @Test func `arrays of numbers are passed over unread`() throws {
        let array = GGUFDraft.Value.array(
            type: 12, count: 1 << 22, elements: Array(repeating: 0, count: 1 << 25))
        let file = MeteredBytes(GGUFDraft([.init("a", array), .init("b", .uint8(7))]).bytes)
        #expect(try GGUFReader.contents(of: file).metadata == ["b": "7"])
        #expect(file.meter.count < 65_536)
    }

    @Test func `a header of many chunks is read whole`() throws {
        let words = GGUFDraft.Value.array((0..<60_000).map { .string("word \($0)") })
        let names = (0..<20_000).map { "model.diffusion_model.blocks.\($0).attn.to_q.weight" }
        let draft = GGUFDraft([.init("a", words)], names.map { .init($0, 24, [1]) })
        let contents = try GGUFReader.contents(of: MemoryBytes(draft.bytes))
        #expect(contents.tensors.count == 20_000)
        let start = (draft.header.count + 31) / 32 * 32
        for number in stride(from: 0, to: 20_000, by: 997) {
            let begin = start + 32 * number
            #expect(contents.tensors[names[number]]?.range == begin..<begin + 1)
        }
    }

    @Test func `a file that shrinks while it is read is refused`() {
        let file = MeteredBytes(Array(GGUFDraft.full.bytes.prefix(100)), claiming: 10_000)
        #expect(throws: CheckpointError.changed(path: "metered")) {
            try GGUFReader.contents(of: file)
        }
    }
}
