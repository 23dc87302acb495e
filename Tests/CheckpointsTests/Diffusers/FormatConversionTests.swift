import Foundation
import Testing

@testable import Checkpoints

@Suite struct FormatConversionTests {
    private let folder: TemporaryFolder
    private var output: String { folder.path + "/out.safetensors" }

    init() throws { folder = try TemporaryFolder() }

    private func converted(
        _ path: String, to type: Conversion.ElementType? = nil
    ) throws -> CheckpointFile {
        let conversion = try Conversion(of: CheckpointFile(opening: path), to: type)
        #expect(try conversion.write(to: output) == 0)
        let result = try CheckpointFile(opening: output)
        #expect(result.format == .safetensors)
        #expect(result.tensors.values.allSatisfy { $0.layout == .rowMajor })
        return result
    }

    @Test func `a PyTorch file comes out with the values that were saved`() throws {
        let original = try CheckpointFile(opening: DiffusersFixture.path("sd1.safetensors"))
            .everything()
        let path = try DiffusersFixture.path("sd1/vae/diffusion_pytorch_model.bin")
        #expect(try CheckpointFile(opening: path).format == .zip)
        let result = try converted(path).everything()
        let prefix = "first_stage_model."
        #expect(result.count == original.keys.count { $0.hasPrefix(prefix) })
        for (name, tensor) in result { #expect(original[prefix + name] == tensor, "\(name)") }
    }

    /// A GGUF file with a matrix of 96 rows and columns: a tensor of 32-element blocks (Q8_0) in which
    /// row r has the scale (r + 1) / 16, and a plain one of the same numbers (F32).
    private func gguf() -> (bytes: [UInt8], values: [Float]) {
        let size = 96
        func word(_ value: UInt64, _ bytes: Int) -> [UInt8] {
            (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var (blocks, plain, values): ([UInt8], [UInt8], [Float]) = ([], [], [])
        for row in 0..<size {
            let scale = Float(row + 1) / 16
            for block in 0..<size / 32 {
                blocks += word(UInt64(Float16(scale).bitPattern), 2)
                for index in 0..<32 {
                    let level = Int8(truncatingIfNeeded: row * 7 + block * 32 + index * 5)
                    blocks.append(UInt8(bitPattern: level))
                    values.append(scale * Float(level))
                    plain += word(UInt64((scale * Float(level)).bitPattern), 4)
                }
            }
        }
        func info(_ name: String, _ type: UInt64, _ offset: Int) -> [UInt8] {
            word(UInt64(name.utf8.count), 8) + Array(name.utf8) + word(2, 4)
                + word(UInt64(size), 8) + word(UInt64(size), 8) + word(type, 4)
                + word(UInt64(offset), 8)
        }
        var bytes = Array("GGUF".utf8) + word(3, 4) + word(2, 8) + word(0, 8)
        bytes += info("blocks", 8, 0) + info("plain", 0, blocks.count)
        bytes += [UInt8](repeating: 0, count: (32 - bytes.count % 32) % 32)
        return (bytes + blocks + plain, values)
    }

    @Test func `quantised tensors come out as the numbers they stand for`() throws {
        let (bytes, values) = gguf()
        let path = try folder.write(bytes, to: "model.gguf")
        let kept = try converted(path)
        let source = try CheckpointFile(opening: path)
        for name in ["blocks", "plain"] {
            #expect(kept.tensors[name]?.type == source.tensors[name]?.type)
            #expect(kept.tensors[name]?.shape == [96, 96])
            #expect(try kept.elements(name) == source.elements(name))
        }
        try FileManager.default.removeItem(atPath: output)
        let single = try converted(path, to: .float32)
        #expect(try single.elements("plain").numbers { Float(bitPattern: $0) } == values)
        // Kiln reads blocks as halves: 8 bits of a level times a scale of few bits fit in one.
        let read = try single.elements("blocks").numbers { Float(bitPattern: $0) }
        #expect(read.count == values.count)
        for (got, expected) in zip(read, values) {
            #expect(abs(got - expected) <= abs(expected) * 0x1p-11)
        }
    }

    @Test func `a tensor of several pieces comes out whole, in every type`() throws {
        // Longer than a piece, and no multiple of it.
        let period = (0..<2_039).map(Float.init)
        let rounds = TensorPieces.pieceSize / 4 / period.count + 2
        func repeated(_ numbers: [[UInt8]]) -> [UInt8] {
            let once = Array(numbers.joined())
            var all: [UInt8] = []
            for _ in 0..<rounds { all += once }
            return all
        }
        let bytes = repeated(
            period.map { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) })
        let count = UInt64(rounds * period.count)
        let header = "{\(entry("t", "F32", [count], 0, bytes.count))}"
        let path = try folder.write(fileBytes(header) + bytes)
        #expect(try converted(path).elements("t") == bytes)
        try FileManager.default.removeItem(atPath: output)
        let halves = repeated(
            period.map { withUnsafeBytes(of: Float16($0).bitPattern.littleEndian, Array.init) })
        #expect(try converted(path, to: .float16).elements("t") == halves)
    }
}
