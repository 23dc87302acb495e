import Foundation
import Testing
import Torch

// Each in a process of its own, since the other tests' memory comes and goes.
#if os(Linux)
@Test func `ten thousand operators leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
        LibTorch.threads = 1
        let x = Tensor.full([1, 4, 32, 32], 0.5)
        let scale = Tensor.full([4], 1)
        let weight = Tensor.full([4, 4, 1, 1], 0.25)
        // A lost tensor of 16 KiB each time would be 9.6 MB.
        let grown = try growth(over: 600) {
            let y = x.conv2d(weight, scale).groupNorm(2, scale, scale).silu * 0.5 + x
            let z = Tensor.concatenated(y.chunked(2, dim: 1), dim: 1).reshaped(1, 4, -1)
            let tokens = z.transposed(1, 2).layerNorm(scale, scale)
            let few = tokens.narrowed(1, from: 0, count: 8)
            let mixed = Tensor.attention(few, few, few).mean(1).padded([1, 1])
            _ = try mixed.clamped(to: 0...1).to(.bfloat16).floats()
            _ = [1, 2, 3].withUnsafeBytes {
                Tensor(borrowing: $0, shape: [3], dtype: .int64, keeping: NSObject()).shape
            }
        }
        if grown > 4_000_000 { exit(1) }
    }
}

@Test func `lists and optionals leave nothing behind`() async {
    await #expect(processExitsWith: .success) {
        LibTorch.threads = 1
        let x = Tensor.full([2, 2], 0.5)
        let bias = Tensor.full([2], 0.5)
        // One lost allocation, which takes 32 bytes, each time would be 1.3 MB.
        let grown = try growth(over: 40_000) {
            _ = x.linear(x, bias).reshaped(4).expanded([2, 4]).mean(0, 1)
            _ = x.chunked(2, dim: 0)
        }
        if grown > 900_000 { exit(1) }
    }
}

/// The bytes by which the process has grown after doing the work so many times.
///
/// Memory that is freed goes back to the system now and then, so the smallest of several measures
/// counts, before and after.
private func growth(over rounds: Int, _ work: () throws -> Void) throws -> Int {
    func smallest() throws -> Int {
        try (0..<8).map { _ in
            for _ in 0..<max(rounds / 40, 1) { try work() }
            let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
            let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            return try #require(pages) * 4096
        }.min() ?? 0
    }
    _ = try smallest()
    let before = try smallest()
    for _ in 0..<rounds { try work() }
    return try smallest() - before
}
#endif
