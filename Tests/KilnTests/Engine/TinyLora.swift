import Checkpoints
import Foundation
import KilnTesting

/// LoRAs for the tiny models, and checkpoints into which one was merged by hand.
enum TinyLora {
    /// A float32 tensor.
    struct Tensor {
        let name: String
        let shape: [Int]
        let values: [Float]

        init(_ name: String, _ shape: [Int], _ values: [Float]) {
            (self.name, self.shape, self.values) = (name, shape, values)
        }
    }

    /// A change of rank 1 of one module: `up · downᵀ`, alpha equal to the rank.
    static func module(_ name: String, up: [Float], down: [Float]) -> [Tensor] {
        [
            Tensor("\(name).alpha", [], [1]),
            Tensor("\(name).lora_down.weight", [1, down.count], down),
            Tensor("\(name).lora_up.weight", [up.count, 1], up),
        ]
    }

    /// Numbers of a rule, of both signs.
    static func numbers(_ count: Int, seed: Int, scale: Float = 1) -> [Float] {
        (0..<count).map { scale * Float(($0 * 7 + seed * 13) % 11 - 5) / 16 }
    }

    static func write(_ tensors: [Tensor], to path: String) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        let header = SafetensorsWriter.header(
            tensors.map { .init($0.name, type: .f32, shape: $0.shape) })
        let bytes = tensors.flatMap { $0.values.withUnsafeBytes { Array($0) } }
        try Data(header + bytes).write(to: url)
    }

    /// Writes a checkpoint in which one matrix is `W + strength · up · downᵀ`, in float32.
    static func merge(
        _ tensor: String, up: [Float], down: [Float], strength: Float, from source: String,
        to path: String
    ) throws {
        let golden = try GoldenFile(source)
        var entries: [SafetensorsWriter.Entry] = []
        var data: [UInt8] = []
        for info in golden.file.tensors.values.sorted(by: { $0.name < $1.name }) {
            let bytes = try golden.bytes(info.name)
            guard info.name == tensor else {
                entries.append(.init(info.name, type: info.type, shape: info.shape))
                data += bytes
                continue
            }
            let weights = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float16.self)) }
            let merged = weights.enumerated().map { index, weight in
                Float(weight) + strength * up[index / down.count] * down[index % down.count]
            }
            entries.append(.init(info.name, type: .f32, shape: info.shape))
            data += merged.withUnsafeBytes { Array($0) }
        }
        let header = SafetensorsWriter.header(entries, metadata: golden.file.metadata)
        try Data(header + data).write(to: URL(fileURLWithPath: path))
    }
}
