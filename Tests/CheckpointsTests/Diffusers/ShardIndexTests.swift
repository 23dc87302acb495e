import Checkpoints
import Foundation
import Testing

@Suite struct ShardIndexTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        _ = try folder.write(file(["a", "b"]), to: "1.safetensors")
        _ = try folder.write(file(["c"]), to: "2.safetensors")
    }

    /// A safetensors file with tensors of one byte, each its number.
    private func file(_ names: [String]) -> [UInt8] {
        let entries = names.enumerated().map { entry($1, "U8", [1], $0, $0 + 1) }
        let bytes = names.indices.map { UInt8($0 + 1) }
        return fileBytes("{\(entries.joined(separator: ","))}") + bytes
    }

    private func open(_ index: String, name: String = "m.index.json") throws -> CheckpointFile {
        try CheckpointFile(opening: folder.write(Array(index.utf8), to: name))
    }

    private func map(_ members: String) -> String { #"{"weight_map": {\#(members)}}"# }

    private func expect(_ rule: ShardRule, _ index: String) {
        #expect(throws: CheckpointError.invalid(path: folder.path + "/m.index.json", rule: rule)) {
            try open(index)
        }
    }

    @Test(arguments: ["m.index.json", "m.safetensors.index.json", "m.safetensors.index.fp16.json"])
    func `an index opens its files as one`(name: String) throws {
        let index = map(#""a": "1.safetensors", "b": "1.safetensors", "c": "2.safetensors""#)
        let file = try open(index, name: name)
        #expect(Set(file.tensors.keys) == ["a", "b", "c"])
        #expect(try ["a", "b", "c"].map { try file.elements($0) } == [[1], [2], [1]])
        #expect(file.tensors["a"]?.part == 0 && file.tensors["c"]?.part == 1)
    }

    @Test func `what diffusers saved in shards reads as what it saved in one file`() throws {
        let folder = try DiffusersFixture.path("sd1/unet")
        let file = try CheckpointFile(
            opening: folder + "/diffusion_pytorch_model.safetensors.index.json")
        let names = try CheckpointFile(opening: folder).tensors.keys
        #expect(Set(file.tensors.keys) == Set(names) && names.count == 208)
        #expect(Set(file.tensors.values.map(\.part)) == [0, 1])
    }

    @Test func `a tensor that the index does not name is passed over`() throws {
        let file = try open(map(#""a": "1.safetensors""#))
        #expect(Set(file.tensors.keys) == ["a"])
    }

    @Test(arguments: [
        ("{}", ShardRule.noMap), (#"{"weight_map": {}}"#, .noMap), (#"{"weight_map": []}"#, .noMap),
        (#"{"weight_map": {"a": 1}}"#, .notAName(tensor: "a")),
        (#"{"weight_map": {"a": "1.safetensors", "a": "2.safetensors"}}"#, .duplicateKey("a")),
        (#"{"weight_map": {"a": "1.safetensors"}} x"#, .notJSON(offset: 39, expected: "the end")),
        (#"{"weight_map": {"a": "1.safetensors"}, "x": [[[[]]]]}"#, .tooDeep(offset: 47)),
    ])
    func `a broken index is refused`(index: String, rule: ShardRule) {
        expect(rule, index)
    }

    @Test(arguments: [
        "", ".", "..", "../1.safetensors", "/etc/passwd", "x/1.safetensors", #"x\\1.safetensors"#,
        #"1.safetensors\u0000"#, "m.index.json", "n.index.fp16.json",
        String(repeating: "x", count: 256),
    ])
    func `a shard outside the folder, or another index, is refused`(name: String) throws {
        let index = map("\"a\": \"\(name)\"")
        let error = #expect(throws: CheckpointError.self) { try open(index) }
        guard case .invalid(_, let rule as ShardRule)? = error, case .badShard = rule else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a tensor that its file lacks is refused`() {
        expect(.missingTensor("z", shard: "1.safetensors"), map(#""z": "1.safetensors""#))
        expect(
            .missingTensor("c", shard: "1.safetensors"),
            map(#""a": "1.safetensors", "c": "1.safetensors", "b": "1.safetensors""#))
    }

    @Test func `a tensor in two files is refused`() throws {
        _ = try folder.write(file(["a", "d"]), to: "3.safetensors")
        expect(
            .duplicateTensor("a", shard: "3.safetensors"),
            map(#""a": "1.safetensors", "d": "3.safetensors""#))
    }

    @Test func `a file that is absent or no model is refused`() throws {
        #expect(throws: CheckpointError.self) { try open(map(#""a": "gone.safetensors""#)) }
        let page = try folder.write(Array("<html>".utf8), to: "page.safetensors")
        #expect(throws: CheckpointError.foreignFormat(path: page, format: .html)) {
            try open(map(#""a": "page.safetensors""#))
        }
    }

    @Test func `more files than a model has are refused before one is opened`() {
        let members = (0...1_024).map { "\"t\($0)\": \"\($0).safetensors\"" }
        expect(.tooManyShards(1_025), map(members.joined(separator: ",")))
    }

    @Test func `a long name is refused`() {
        let name = String(repeating: "n", count: 1_025)
        expect(.longName(byteCount: 1_025), map("\"\(name)\": \"1.safetensors\""))
    }

    @Test func `a JSON text of another name is no index`() throws {
        let path = folder.path + "/config.json"
        #expect(throws: CheckpointError.foreignFormat(path: path, format: .json)) {
            try open(map(#""a": "1.safetensors""#), name: "config.json")
        }
    }
}
