import Checkpoints
import Layers
import Testing
import Torch

@Suite struct WeightsTests {
    init() throws { try LibTorch.load() }

    private func draft() -> Draft {
        var draft = Draft()
        draft.tensors["a.0.weight"] = .init([1, 2, 3, 4, 5, 6], shape: [2, 3])
        draft.tensors["a.1.weight"] = .init([1.00048828125], shape: [1])
        draft.tensors["a.3.weight"] = .init([1], shape: [1])
        draft.tensors["a.10"] = .init([1], shape: [1])
        draft.tensors["ab"] = .init([1], shape: [])
        return draft
    }

    @Test func `a place exists at a tensor and above it, and nowhere else`() throws {
        let w = try draft().weights()
        for place in ["a", "a.0", "a.0.weight", "a.10", "ab"] { #expect(w[place].exists) }
        for place in ["b", "a.2", "a.0.weigh", "a.0.weight.x", "0", "a.1.bias"] {
            #expect(!w[place].exists)
        }
        #expect(w.exists && w["a"][0]["weight"].exists)
        #expect(try !Draft().weights().exists)
    }

    @Test func `children are numbered from 0 without a gap`() throws {
        let w = try draft().weights()
        #expect(w["a"].children.map(\.path) == ["a.0", "a.1"])
        #expect(w["ab"].children.isEmpty)
    }

    @Test func `a tensor has the file's values in the type asked for`() throws {
        let w = try draft().weights(dtype: .bfloat16)
        let tensor = try w["a.0"].tensor("weight", shape: [2, nil])
        #expect(tensor.shape == [2, 3])
        #expect(tensor.dtype == .bfloat16)
        #expect(try tensor.floats() == [1, 2, 3, 4, 5, 6])
        #expect(try w["a.1"].tensor("weight").floats() == [1])
        #expect(try draft().weights()["a.1"].tensor("weight").floats() == [1.00048828125])
    }

    @Test(arguments: [StoredType.f16, .bf16, .f32, .f64])
    func `half, bfloat, single and double values read alike`(type: StoredType) throws {
        let one: [UInt8] =
            switch type {
            case .f16: [0, 0x3C]
            case .bf16: [0x80, 0x3F]
            case .f32: [0, 0, 0x80, 0x3F]
            default: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
            }
        var draft = Draft()
        draft.tensors["x"] = .init(type: type, shape: [2], bytes: one + one)
        #expect(try draft.weights().tensor("x").floats() == [1, 1])
    }

    @Test func `a tensor outlives its file`() throws {
        let tensor = try draft().weights()["a.0"].tensor("weight")
        #expect(try (tensor * 2).floats() == [2, 4, 6, 8, 10, 12])
    }

    @Test func `a missing tensor is named in full, with its file`() throws {
        let w = try draft().weights()
        let error = #expect(throws: WeightsError.self) { try w["a"][1].tensor("bias") }
        #expect(error == .missing(key: "a.1.bias", file: w.file))
        #expect("\(try #require(error))".contains("a.1.bias"))
        #expect("\(try #require(error))".contains(w.file))
    }

    @Test(arguments: [[3, 2], [2], [2, 3, 1], [nil], [2, 4]] as [[Int?]])
    func `another shape is refused`(expected: [Int?]) throws {
        let w = try draft().weights()
        let error = #expect(throws: WeightsError.self) {
            try w["a.0"].tensor("weight", shape: expected)
        }
        #expect(
            error == .shape(key: "a.0.weight", file: w.file, got: [2, 3], expected: expected))
    }

    @Test func `an empty tensor does not stand for any size`() throws {
        var draft = Draft()
        draft.tensors["x"] = .init([], shape: [0, 3])
        let w = try draft.weights()
        #expect(throws: WeightsError.self) { try w.tensor("x", shape: [nil, 3]) }
        #expect(try w.tensor("x").shape == [0, 3])
    }

    @Test func `a type that is not computed with is refused`() throws {
        var draft = Draft()
        draft.tensors["x"] = .init(type: .c64, shape: [1], bytes: Array(repeating: 0, count: 8))
        let w = try draft.weights()
        let error = #expect(throws: WeightsError.self) { try w.tensor("x") }
        #expect(error == .type(key: "x", file: w.file, got: "C64"))
    }

    @Test func `a message shows the shape that fits`() {
        let error = WeightsError.shape(
            key: "x.weight", file: "m.safetensors", got: [4, 5], expected: [nil, 4])
        #expect(
            error.description
                == "\"x.weight\" in m.safetensors has the shape [4, 5] where [any, 4] fits.")
    }

    @Test func `a count in the metadata is a whole number of at least 1`() throws {
        var draft = draft()
        draft.metadata = ["good": "12", "bad": "1.5"]
        let w = try draft.weights()
        #expect(try w["a.0"].count(metadata: "good") == 12)
        #expect(try w.count(metadata: "absent") == nil)
        #expect(throws: WeightsError.self) { try w.count(metadata: "bad") }
    }

    @Test func `heads are counted, or as many as their channels allow`() throws {
        let w = try draft().weights()
        #expect(try HeadCount.count(8).heads(of: 320, at: w) == 8)
        #expect(try HeadCount.channels(64).heads(of: 1280, at: w) == 20)
        for count in [HeadCount.count(7), .channels(64), .count(0), .channels(0)] {
            #expect(throws: WeightsError.self) { try count.heads(of: 320 + 20, at: w["a"]) }
        }
    }
}
