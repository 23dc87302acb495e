import Checkpoints
import Imaging
import Synchronization
import Torch

/// The numbers that a job computes with, kept for comparison with another program's.
///
/// Sampling runs follow each other in the job's order; tensors of the first have plain names, those
/// of a later run *r* have `run.r.` before them: `sigmas`, `noise.n`, `denoise.n.x`,
/// `denoise.n.out`, `cond`, `latent`.
public final class Trace: Sendable {
    private struct State {
        var runs = 0
        var counts: [String: Int] = [:]
        var entries: [SafetensorsWriter.Entry] = []
        var bytes: [UInt8] = []
    }

    private let state = Mutex(State())

    /// An empty trace.
    public init() {}

    /// Begins the next sampling run.
    func beginRun() {
        state.withLock {
            $0.runs += 1
            $0.counts = [:]
        }
    }

    /// Keeps a tensor of the present run, in float32.
    func keep(_ name: String, _ tensor: Tensor) throws {
        let values = try tensor.to(.float32).floats()
        keep(name, values, shape: tensor.shape)
    }

    /// Keeps a tensor that comes several times in a run; `#` in its name stands for its number.
    func keep(numbered name: String, _ tensor: Tensor) throws {
        let number = state.withLock { state in
            defer { state.counts[name, default: 0] += 1 }
            return state.counts[name, default: 0]
        }
        let parts = name.split(separator: "#", omittingEmptySubsequences: false)
        try keep(parts.joined(separator: String(number)), tensor)
    }

    /// Keeps numbers of the present run.
    func keep(_ name: String, _ values: [Float], shape: [Int]) {
        state.withLock { state in
            let full = state.runs > 1 ? "run.\(state.runs - 1).\(name)" : name
            state.entries.append(SafetensorsWriter.Entry(full, type: .f32, shape: shape))
            for value in values {
                let bits = value.bitPattern
                state.bytes += (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
            }
        }
    }

    /// Writes everything that was kept as a safetensors file.
    public func write(to path: String) throws {
        let file = state.withLock { SafetensorsWriter.header($0.entries) + $0.bytes }
        try AtomicFile.write(file, to: path)
    }
}
