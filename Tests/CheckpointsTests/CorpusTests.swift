import Foundation
import Testing

@testable import Checkpoints

/// The readers against the corpus that fuzzing has grown (`Fuzz/Corpus`): each of its files is read,
/// or refused with a short sentence. Its `regression-*` files are inputs that once did harm.
@Suite struct CorpusTests {
    /// The readers whose corpus there is, by the names of its folders.
    static let readers = ["safetensors", "pytorch", "gguf", "diffusers"]

    private static let corpus = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fuzz/Corpus")

    private static func inputs(of reader: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = corpus.appendingPathComponent(reader)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            ($0, Array(try Data(contentsOf: folder.appendingPathComponent($0))))
        }
    }

    /// What a reader finds in bytes.
    private static func contents(
        of bytes: [UInt8], by reader: String
    ) throws(CheckpointError) -> FileContents {
        let file = MemoryBytes(bytes)
        switch reader {
        case "safetensors": return try SafetensorsReader.contents(of: file)
        case "pytorch": return try PyTorchReader.contents(of: file)
        case "gguf": return try GGUFReader.contents(of: file)
        default: throw .foreignFormat(path: file.path, format: .json)
        }
    }

    @Test(arguments: ["safetensors", "pytorch", "gguf"])
    func `every input is read, or refused in a sentence`(reader: String) throws {
        let inputs = try Self.inputs(of: reader)
        #expect(inputs.count >= 20)
        var (read, refused) = (0, 0)
        for (name, bytes) in inputs {
            do {
                let contents = try Self.contents(of: bytes, by: reader)
                #expect(
                    contents.tensors.values.allSatisfy { $0.range.upperBound <= bytes.count },
                    "\(name)")
                read += 1
            } catch {
                #expect(Self.isPlain(error.description), "\(name)")
                refused += 1
            }
        }
        #expect(read > 0 && refused > 0)
    }

    @Test(arguments: readers)
    func `every input is the same from a file, and its tensors' elements can be read`(
        reader: String
    ) throws {
        let folder = try TemporaryFolder()
        for (name, bytes) in try Self.inputs(of: reader) {
            let path = try folder.write(
                bytes, to: reader == "diffusers" ? "a.index.json" : "model")
            do {
                let file = try CheckpointFile(opening: path)
                #expect(try Self.contents(of: bytes, by: reader).tensors == file.tensors, "\(name)")
                try readElements(of: file)
            } catch let error as CheckpointError {
                #expect(Self.isPlain(error.description), "\(name)")
            }
        }
    }

    @Test func `every input is taken or refused as a pipeline's configuration`() throws {
        for (name, bytes) in try Self.inputs(of: "diffusers") {
            do { _ = try PipelineConfig.parse(bytes) } catch {
                #expect(Self.isPlain("\(error)."), "\(name)")
            }
        }
    }

    @Test func `what a name hides from the eye is shown as an escape`() throws {
        // regression-c1-control: U+0085 stood raw in the sentence; U+009B would command a terminal.
        let sentence = SafetensorsRule.duplicateKey("a\u{9B}2J\u{85}\u{202E}\u{2028}é").description
        #expect(
            sentence
                == #"the key "a\u{009B}2J\u{0085}\u{202E}\u{2028}é" stands twice in one object"#)
    }

    @Test func `a list of which a pickle makes thousands of dictionaries is refused`() throws {
        // regression-ordered: 140 KB that took more than three gigabytes.
        let bytes = try #require(
            Self.inputs(of: "pytorch").first { $0.name == "regression-ordered" }?.bytes)
        #expect(throws: CheckpointError.invalid(path: "memory", rule: PyTorchRule.tooManyValues)) {
            try PyTorchReader.contents(of: MemoryBytes(bytes))
        }
    }

    @Test func `an object of a large state that a list holds many times is refused`() throws {
        // regression-states: the state was searched at every visit, a thousand times a thousand.
        let bytes = try #require(
            Self.inputs(of: "pytorch").first { $0.name == "regression-states" }?.bytes)
        #expect(throws: CheckpointError.invalid(path: "memory", rule: PyTorchRule.tooManyNames)) {
            try PyTorchReader.contents(of: MemoryBytes(bytes))
        }
    }

    /// Lays out every tensor's elements, a megabyte of them at most.
    private func readElements(of file: CheckpointFile) throws {
        let mapped = try file.map()
        var budget = 1 << 20
        for tensor in file.tensors.values {
            let count = tensor.count * tensor.type.bits / 8
            guard count <= budget else { continue }
            budget -= count
            #expect(mapped.elements(of: tensor).bytes.count == count)
        }
    }

    /// Whether a sentence is short and has nothing in it that commands a terminal.
    private static func isPlain(_ sentence: String) -> Bool {
        sentence.utf8.count <= 3_000 && sentence.hasSuffix(".")
            && !sentence.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
