import Checkpoints
import Foundation
import Layers
import Testing
import Torch

/// Every kind of change against what LyCORIS and PEFT make of the same file, or a plain formula.
@Suite struct AdapterKindTests {
    init() throws { try LibTorch.load() }

    @Test(
        arguments: [
            ("lora", .lora), ("lora-tucker", .lora), ("lora-dora", .lora),
            ("lora-dora-columns", .lora), ("lora-bias", .lora), ("lora-diffusers", .lora),
            ("peft-lora", .lora), ("peft-dora", .lora),
            ("loha", .loha), ("loha-tucker", .loha), ("loha-dora", .loha),
            ("loha-dora-columns", .loha), ("peft-loha", .loha),
            ("lokr", .lokr), ("lokr-whole", .lokr), ("lokr-both", .lokr), ("lokr-tucker", .lokr),
            ("lokr-dora", .lokr), ("peft-lokr", .lokr),
            ("glora", .glora), ("glora-old", .glora),
            ("full", .full), ("norm", .norm), ("replacement", .replacement),
            ("oft", .oft), ("oft-bound", .oft), ("oft-rescaled", .oft), ("oft-old", .oft),
            ("boft", .boft), ("boft-bound", .boft), ("boft-rescaled", .boft),
            ("ia3", .ia3), ("ia3-inputs", .ia3),
        ] as [(String, AdapterKind)])
    func `weights change as in the program that trains the kind`(
        name: String, kind: AdapterKind
    ) throws {
        let adapter = try AdapterFile(adapterFixture(name))
        #expect(adapter.kinds == [kind])
        #expect(adapter.unread.isEmpty)
        let store = try adaptedNetwork().store
        let expected = try Weights(adapterFixture("expected"))
        for (strength, suffix) in [(1.0, ""), (0.6, "@0.6")] {
            let patches = try patches([name], strength: strength)
            let weights = Weights(store, patches: patches)
            #expect(!patches.names.isEmpty)
            for tensor in patches.names.sorted() {
                let error = try relativeError(
                    of: weights.tensor(tensor), from: expected.tensor("\(name)/\(tensor)\(suffix)"))
                #expect(error <= 2e-6, "\(tensor)\(suffix)")
            }
        }
    }

    @Test func `every golden is asked for`() throws {
        let expected = try adapterFixture("expected").tensors.keys
        let cases = Set(
            expected.compactMap { $0.contains("/") ? $0.split(separator: "/")[0] : nil })
        for name in cases {
            let asked = try patches([String(name)]).names
            let stored = expected.filter { $0.hasPrefix("\(name)/") && !$0.hasSuffix("@0.6") }
            #expect(Set(stored.map { String($0.dropFirst(name.count + 1)) }) == asked)
        }
        #expect(cases.count == 33)
    }

    @Test(arguments: [
        ("sum-turn", ["chain-sum", "chain-turn"]), ("turn-sum", ["chain-turn", "chain-sum"]),
    ])
    func `several adapters change a tensor one after the other`(
        name: String, adapters: [String]
    ) throws {
        let weights = Weights(try adaptedNetwork().store, patches: try patches(adapters))
        let error = try relativeError(
            of: weights.tensor("linear.weight"),
            from: Weights(adapterFixture("expected")).tensor(name))
        #expect(error <= 2e-6)
    }

    @Test func `a strength of 0 changes nothing`() throws {
        #expect(try patches(["lora"], strength: 0).names.isEmpty)
    }

    @Test func `sums are made in float32 before they are rounded to the type computed with`() throws
    {
        let file = try adapterFixture("weights")
        let names = ["lora", "loha", "full"]
        let exact = Weights(try TensorStore(file), patches: try patches(names))
        let rounded = Weights(
            try TensorStore(file, dtype: .bfloat16), patches: try patches(names))
        let tensor = try rounded.tensor("linear.weight")
        #expect(tensor.dtype == .bfloat16)
        #expect(
            try tensor.floats() == exact.tensor("linear.weight").to(.bfloat16).floats())
    }
}
