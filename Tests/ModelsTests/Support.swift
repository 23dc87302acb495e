import Checkpoints
import Foundation
import Layers
import Testing
import Torch

/// A file of the fixtures; `Fixtures/FORMAT.md` says what each holds.
func fixture(_ name: String, dtype: DType = .float32) throws -> Weights {
    let url = Bundle.module.url(
        forResource: name, withExtension: "safetensors", subdirectory: "Fixtures")
    return try Weights(CheckpointFile(opening: #require(url).path), dtype: dtype)
}

/// The greatest difference between two tensors, in standard deviations of the expected one.
func deviation(of got: Tensor, from expected: Tensor) throws -> Double {
    try #require(got.shape == expected.shape)
    let (a, b) = (try got.to(.float32).floats(), try expected.to(.float32).floats())
    let mean = b.reduce(0) { $0 + Double($1) } / Double(b.count)
    let variance = b.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(b.count)
    return zip(a, b).reduce(0) { worst, pair in
        let difference = Double(abs(pair.0 - pair.1)) / variance.squareRoot()
        return difference.isFinite ? max(worst, difference) : .infinity
    }
}

/// A fixture's tensors, for a test to change and write as a file of its own.
struct Draft {
    /// One tensor as it will stand in the file.
    struct Entry {
        var type: StoredType
        var shape: [Int]
        var bytes: [UInt8]

        init(type: StoredType, shape: [Int], bytes: [UInt8]) {
            (self.type, self.shape, self.bytes) = (type, shape, bytes)
        }

        init(_ values: [Float], shape: [Int]) {
            self.init(type: .f32, shape: shape, bytes: values.withUnsafeBytes { [UInt8]($0) })
        }
    }

    var tensors: [String: Entry] = [:]
    var metadata: [String: String] = [:]

    /// An empty file.
    init() {}

    /// A fixture's contents.
    init(_ name: String) throws {
        let url = Bundle.module.url(
            forResource: name, withExtension: "safetensors", subdirectory: "Fixtures")
        let file = try CheckpointFile(opening: #require(url).path)
        let mapped = try file.map()
        metadata = file.metadata
        tensors = file.tensors.mapValues {
            Entry(type: $0.type, shape: $0.shape, bytes: [UInt8](mapped.stored($0)))
        }
    }

    /// A tensor of the draft, which is there.
    subscript(_ key: String) -> Entry {
        get throws { try #require(tensors[key]) }
    }

    /// The draft as a file, which is unlinked once it is mapped.
    func weights(dtype: DType = .float32) throws -> Weights {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("kiln-draft-\(UUID().uuidString).safetensors")
        try data.write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try Weights(CheckpointFile(opening: url.path), dtype: dtype)
    }

    private var data: Data {
        let tensors = tensors.sorted { $0.value.type.bits > $1.value.type.bits }
        let entries = tensors.map { key, entry in
            SafetensorsWriter.Entry(key, type: entry.type, shape: entry.shape)
        }
        let header = SafetensorsWriter.header(entries, metadata: metadata)
        return Data(tensors.reduce(into: header) { $0 += $1.value.bytes })
    }
}
