import Checkpoints
import Layers
import Testing

@testable import Torch

@Suite struct TensorStoreTests {
    init() throws { try LibTorch.load() }

    private static let names = [
        "linear.weight", "linear.bias", "conv.weight", "conv.bias", "point.weight", "point.bias",
        "norm.weight", "norm.bias",
    ]

    /// The tensors of a network with adapters, in the order of the names.
    private func tensors(
        _ store: TensorStore, _ adapters: [String], strength: Double = 1
    ) throws -> [Tensor] {
        let weights = Weights(store, patches: try patches(adapters, strength: strength))
        return try Self.names.map { try weights.tensor($0) }
    }

    /// Names of the tensors that are not the same ones in both.
    private func differing(_ a: [Tensor], _ b: [Tensor]) -> [String] {
        zip(Self.names, zip(a, b)).filter { $0.1.0.handle !== $0.1.1.handle }.map(\.0)
    }

    private func store() throws -> TensorStore {
        try TensorStore(adapterFixture("weights"), dtype: .float64)
    }

    @Test func `what no adapter changes is the same tensor, whatever their strength`() throws {
        let store = try store()
        let plain = try tensors(store, [])
        let weak = try tensors(store, ["lora"], strength: 0.5)
        #expect(differing(plain, weak) == ["linear.weight", "conv.weight", "point.weight"])
        let strong = try tensors(store, ["lora"], strength: 1)
        #expect(differing(weak, strong) == ["linear.weight", "conv.weight", "point.weight"])
    }

    @Test func `an adapter's change is not made again for the sake of another`() throws {
        let store = try store()
        let one = try tensors(store, ["lora", "norm"])
        let same = try tensors(store, ["lora", "norm"])
        #expect(differing(one, same).isEmpty)
        let other = try tensors(store, ["lora", "oft"])
        #expect(
            differing(one, other) == ["linear.weight", "conv.weight", "norm.weight", "norm.bias"])
    }

    @Test func `without its adapters a network is as it was`() throws {
        let store = try store()
        let before = try tensors(store, []).map { try $0.floats() }
        _ = try tensors(store, ["full", "norm", "ia3"])
        #expect(try tensors(store, []).map { try $0.floats() } == before)
    }

    @Test func `a store keeps one version of a tensor`() throws {
        let store = try store()
        weak let plain = try tensors(store, [])[0].handle
        #expect(plain != nil)
        weak let changed = try tensors(store, ["lora"])[0].handle
        #expect(plain == nil && changed != nil)
        _ = try tensors(store, [])
        #expect(changed == nil)
    }
}
