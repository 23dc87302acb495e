import Foundation
import Kiln
import Synchronization

/// Kiln's side of a measurement: runs one plan and prints its times as one JSON object.
///
///     KilnBench MODELS CHECKPOINT SIZE STEPS DTYPE
@main
struct KilnBench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 6, let size = Int(arguments[3]), let steps = Int(arguments[4])
        else {
            FileHandle.standardError.write(
                Data("usage: KilnBench MODELS CHECKPOINT SIZE STEPS DTYPE\n".utf8))
            exit(2)
        }
        let clock = ContinuousClock()
        let start = clock.now
        var request = GenerationRequest()
        request.prompts = ["a photograph of an astronaut riding a horse"]
        request.negativePrompt = "blurry"
        request.checkpoint = arguments[2]
        request.sampler = "Euler"
        request.steps = steps
        request.seed = 1
        request.width = size
        request.height = size
        request.dtype = arguments[5]
        let plan = try Planner(ModelFolder(arguments[1])).plan(request)
        let engine = try Engine()
        let log = Mutex<[(step: Int, time: Double)]>([])
        let decode = Mutex(0.0)
        try await engine.run(plan, modelHash: { _ in nil }) { event in
            let now = (clock.now - start) / .seconds(1)
            switch event {
            case .progress(let progress): log.withLock { $0.append((progress.step, now)) }
            case .image(let image):
                let seconds = image.seconds.filter { $0.name == "decode" }.map(\.seconds)
                decode.withLock { $0 = seconds.reduce(0, +) }
            case .loading, .loaded: break
            }
        }
        try report(log.withLock { $0 }, decode: decode.withLock { $0 })
    }

    /// The first step's time is kept apart: it holds loading and the first use of every weight.
    private static func report(_ log: [(step: Int, time: Double)], decode: Double) throws {
        let gaps = zip(log.dropFirst(), log).map { $0.time - $1.time }.sorted()
        let result: [String: Double] = [
            "first_step": log.first?.time ?? .nan,
            "step": gaps.isEmpty ? .nan : gaps[gaps.count / 2],
            "decode": decode,
            "peak": Double(peakBytes()),
        ]
        let data = try JSONSerialization.data(withJSONObject: result, options: [.sortedKeys])
        FileHandle.standardOutput.write(data + Data("\n".utf8))
    }

    /// The largest resident size of this process, in bytes.
    private static func peakBytes() -> Int {
        var usage = rusage()
        getrusage(RUSAGE_SELF, &usage)
        #if os(Linux)
        return usage.ru_maxrss * 1024
        #else
        return usage.ru_maxrss
        #endif
    }
}
