import Checkpoints
import Foundation
import Layers
import Testing
import Torch

/// A file of `Fixtures/adapters`, which `tools/goldens/adapters.py` makes.
func adapterFixture(_ name: String) throws -> CheckpointFile {
    let url = Bundle.module.url(
        forResource: name, withExtension: "safetensors", subdirectory: "Fixtures/adapters")
    return try CheckpointFile(opening: #require(url).path)
}

/// The network that the goldens' adapters change.
func adaptedNetwork() throws -> (store: TensorStore, targets: AdapterTargets) {
    let file = try adapterFixture("weights")
    return (
        try TensorStore(file), AdapterTargets(file.tensors.mapValues(\.shape), side: .unet)
    )
}

/// The changes of adapters of the fixtures, in order.
func patches(
    _ names: [String], strength: Double = 1, varied: Bool = false
) throws -> WeightPatches {
    let targets = try adaptedNetwork().targets
    var patches = WeightPatches()
    for name in names {
        let match = AdapterMatch(try AdapterFile(adapterFixture(name)), in: [targets])
        try match.check(for: nil)
        try patches.add(match, network: 0, strength: strength, varied: varied)
    }
    return patches
}

/// The greatest difference between two tensors, relative to the greatest expected number.
func relativeError(of got: Tensor, from expected: Tensor) throws -> Double {
    try #require(got.shape == expected.shape)
    let (a, b) = (try got.floats(), try expected.floats())
    let largest = b.map(abs).max() ?? 0
    return zip(a, b).map { Double(abs($0 - $1) / largest) }.max { !($1 <= $0) } ?? 0
}

/// Gives a file of float32 tensors to `body`, and takes it away afterwards.
func withFile<Value>(
    _ tensors: [String: (shape: [Int], values: [Float])],
    _ body: (CheckpointFile) throws -> Value
) throws -> Value {
    let sorted = tensors.sorted { $0.key < $1.key }
    let header = SafetensorsWriter.header(
        sorted.map { SafetensorsWriter.Entry($0.key, type: .f32, shape: $0.value.shape) })
    let bytes = sorted.reduce(into: Data(header)) { data, tensor in
        tensor.value.values.withUnsafeBytes { data.append(contentsOf: $0) }
    }
    let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("kiln-adapter-\(UUID().uuidString).safetensors")
    try bytes.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(CheckpointFile(opening: url.path))
}
