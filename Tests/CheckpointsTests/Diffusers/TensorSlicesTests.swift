import Foundation
import Testing

@testable import Checkpoints

@Suite struct TensorSlicesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A tensor of 16-bit elements 0, 1, 2 and so on in row-major order, stored with these strides.
    private func tensor(_ shape: [Int], strides: [Int]?) throws -> (CheckpointFile, TensorInfo) {
        let count = shape.reduce(1, *)
        let reach =
            strides.map { zip(shape, $0).reduce(1) { $0 + ($1.0 - 1) * $1.1 } } ?? count
        var words = [UInt16](repeating: .max, count: reach)
        for number in 0..<count {
            var (place, rest) = (0, number)
            for axis in shape.indices.reversed() {
                let step = strides?[axis] ?? shape[(axis + 1)...].reduce(1, *)
                place += rest % shape[axis] * step
                rest /= shape[axis]
            }
            words[place] = UInt16(number)
        }
        let bytes = words.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let header = "{\(entry("t", "U16", [UInt64(reach)], 0, bytes.count))}"
        let path = try folder.write(fileBytes(header) + bytes)
        let file = try CheckpointFile(opening: path)
        let range = try #require(file.tensors["t"]).range
        let layout = strides.map(TensorInfo.Layout.strided) ?? .rowMajor
        return (file, TensorInfo(name: "t", type: .u16, shape: shape, range: range, layout: layout))
    }

    @Test(
        arguments: [
            ([3, 4, 5], nil), ([], nil), ([7], nil), ([1, 1, 9], nil),
            ([4, 5], [1, 4]), ([2, 3, 4], [1, 2, 6]), ([2, 3, 4], [4, 8, 1]),
            ([1, 6, 2], [99, 1, 6]),
            ([5], [3]), ([1, 1], [7, 7]), ([3, 2], [4, 2]),
        ] as [([Int], [Int]?)])
    func `slices follow one another in row-major order`(shape: [Int], strides: [Int]?) throws {
        let (file, info) = try tensor(shape, strides: strides)
        let mapped = try file.map()
        for size in [1, 2, 6, 10, 22, 64, 1_000] {
            let slices = info.slices(ofAtMost: size)
            let bytes = slices.flatMap { slice in
                let elements = mapped.elements(of: slice)
                return withExtendedLifetime(elements) { Array(elements.bytes) }
            }
            let words = bytes.numbers { (bits: UInt16) in Int(bits) }
            #expect(words == Array(0..<info.count), "\(size)")
            #expect(slices.allSatisfy { info.range.contains($0.range) })
        }
    }

    @Test func `a long tensor is cut into pieces of the size asked for`() throws {
        let info = TensorInfo(name: "t", type: .f32, shape: [1, 10_000], range: 8..<40_008)
        let slices = info.slices(ofAtMost: 4_096)
        #expect(slices.map(\.range.count) == Array(repeating: 4_096, count: 9) + [3_136])
    }

    @Test func `blocks are cut between them`() {
        let info = TensorInfo(
            name: "t", type: .f16, shape: [3, 64], range: 100..<208, layout: .blocks(.q4_0))
        let slices = info.slices(ofAtMost: 200)
        #expect(slices.map(\.shape) == [[96], [96]])
        #expect(slices.map(\.range) == [100..<154, 154..<208])
    }

    @Test(arguments: [[0], [0, 4], [4, 0]])
    func `an empty tensor has no bytes`(shape: [Int]) {
        for layout in [TensorInfo.Layout.rowMajor, .strided(shape.map { _ in 1 })] {
            let info = TensorInfo(name: "t", type: .f32, shape: shape, range: 8..<8, layout: layout)
            #expect(info.slices(ofAtMost: 64).allSatisfy { $0.range.isEmpty })
        }
    }
}
