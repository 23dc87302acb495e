import Foundation
import Testing
import Torch

#if os(Linux)
@Test func `ten thousand operators leave nothing behind`() async {
    // A process of its own: the other tests' memory comes and goes.
    await #expect(processExitsWith: .success) {
        let x = Tensor.full([1, 4, 32, 32], 0.5)
        let scale = Tensor.full([4], 1)
        let weight = Tensor.full([4, 4, 1, 1], 0.25)
        func round() throws {
            let y = x.conv2d(weight, scale).groupNorm(2, scale, scale).silu * 0.5 + x
            let parts = y.chunked(2, dim: 1)
            let z = Tensor.concatenated(parts, dim: 1).reshaped(1, 4, -1).transposed(1, 2)
            let w = Tensor.attention(z, z, z).layerNorm(scale, scale).mean(1).padded([1, 1])
            _ = try w.clamped(to: 0...1).to(.bfloat16).floats()
            _ = [1, 2, 3].withUnsafeBytes {
                Tensor(borrowing: $0, shape: [3], dtype: .int64, keeping: NSObject()).shape
            }
        }
        for _ in 0..<50 { try round() }
        let before = try resident()
        for _ in 0..<600 { try round() }
        // A lost tensor of 16 KiB per round would be 9.6 MB.
        if try resident() - before > 4_000_000 { exit(1) }
    }
}

@Test func `lists, optionals and failures leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
        let x = Tensor.full([2, 2], 0.5)
        let bias = Tensor.full([2], 0.5)
        let odd = Tensor.full([3], 1)
        func round() {
            _ = x.linear(x, bias).reshaped(4).unsqueezed(0, 0).expanded([2, 1, 4]).mean(0, 1)
        }
        for _ in 0..<1000 { round() }
        for _ in 0..<20 { _ = x.linear(x, odd) }
        let before = try resident()
        for _ in 0..<40_000 { round() }
        for _ in 0..<100 { _ = x.linear(x, odd) }
        // One lost allocation of 32 bytes per round would be 1.3 MB.
        if try resident() - before > 1_000_000 { exit(1) }
    }
}

/// The bytes that the process has in memory.
private func resident() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    return try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 4096
}
#endif
