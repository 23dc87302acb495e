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

    /// Float32 tensors of the network with an adapter whose strength will change.
    private func varied(
        _ store: TensorStore, _ adapters: [String], strength: Double
    ) throws -> [[Float]] {
        let patches = try patches(adapters, strength: strength, varied: true)
        let weights = Weights(store, patches: patches)
        return try Self.names.map { try weights.tensor($0).floats() }
    }

    @Test(arguments: [
        ["lora"], ["loha"], ["lokr"], ["lora", "loha"], ["lora-tucker"], ["lora-dora"],
    ])
    func `no bit of a weight depends on what the store keeps`(adapters: [String]) throws {
        let file = try adapterFixture("weights")
        let (keeping, forgetting) = (try TensorStore(file), try TensorStore(file))
        keeping.keepChanges(within: 1 << 20)
        for strength in [1, 0.5, -0.3, 0.5] {
            let kept = try varied(keeping, adapters, strength: strength)
            #expect(try kept == varied(forgetting, adapters, strength: strength))
            #expect(
                try kept
                    == varied(TensorStore(file), adapters, strength: strength))
        }
        #expect(forgetting.keptBytes == 0)
        #expect((keeping.keptBytes > 0) == (adapters != ["lora-dora"]))
    }

    @Test func `a weight of several blocks of rows changes in all of them`() throws {
        let (rows, columns) = (700, 512)
        func numbers(_ count: Int, _ factor: Int) -> [Float] {
            (0..<count).map { Float($0 * factor % 251) / 251 - 0.5 }
        }
        let weight = numbers(rows * columns, 7)
        let (up, down) = (numbers(rows * 2, 11), numbers(2 * columns, 13))
        let adapter: [String: (shape: [Int], values: [Float])] = [
            "lora_unet_linear.lora_up.weight": ([rows, 2], up),
            "lora_unet_linear.lora_down.weight": ([2, columns], down),
        ]
        try withFile(["linear.weight": ([rows, columns], weight)]) { model in
            try withFile(adapter) { adapter in
                let targets = AdapterTargets(model.tensors.mapValues(\.shape), side: .unet)
                let match = AdapterMatch(try AdapterFile(adapter), in: [targets])
                var patches = WeightPatches()
                try patches.add(match, network: 0, strength: 0.5, varied: true)
                let changed = try Weights(TensorStore(model), patches: patches)
                    .tensor("linear.weight").floats()
                for place in Array(stride(from: 0, to: weight.count, by: 97)) + [weight.count - 1] {
                    let (row, column) = (place / columns, place % columns)
                    let sum =
                        up[row * 2] * down[column] + up[row * 2 + 1] * down[columns + column]
                    #expect(abs(changed[place] - (weight[place] + 0.5 * sum)) <= 1e-6)
                }
            }
        }
    }

    @Test func `a store keeps changes of varied adapters as far as there is room`() throws {
        // The linear map and the point convolution have 192 elements each, the convolution 432.
        let all = 4 * (192 + 192 + 432)
        for (room, kept) in [(0, 0), (4 * 192, 4 * 192), (all - 1, 4 * (192 + 432)), (all, all)] {
            let store = try TensorStore(adapterFixture("weights"))
            store.keepChanges(within: room)
            _ = try varied(store, ["lora"], strength: 1)
            #expect(store.keptBytes == kept)
            _ = try varied(store, ["lora"], strength: 0.5)
            #expect(store.keptBytes == kept)
            _ = try tensors(store, ["lora"], strength: 0.4)
            #expect(store.keptBytes <= kept)
            _ = try tensors(store, [])
            #expect(store.keptBytes == 0)
        }
    }

    @Test func `kept changes go when they have less room`() throws {
        let store = try TensorStore(adapterFixture("weights"))
        store.keepChanges(within: 1 << 20)
        let before = try varied(store, ["lora"], strength: 1)
        store.keepChanges(within: store.keptBytes)
        #expect(store.keptBytes > 0)
        store.keepChanges(within: store.keptBytes - 1)
        #expect(store.keptBytes == 0)
        #expect(try varied(store, ["lora"], strength: 1) == before)
    }
}
