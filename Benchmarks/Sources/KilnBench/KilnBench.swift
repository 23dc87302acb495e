import Foundation
import Kiln

/// Kiln's side of a measurement: makes one picture and writes a line whenever something is done.
/// The clock is in `bench.py`, which reads the lines; `diffusers_side.py` writes the same ones.
///
///     KilnBench MODELS CHECKPOINT SIZE STEPS DTYPE
@main
struct KilnBench {
    static func main() async throws {
        guard let request = request(CommandLine.arguments) else {
            FileHandle.standardError.write(
                Data("usage: KilnBench MODELS CHECKPOINT SIZE STEPS DTYPE\n".utf8))
            exit(2)
        }
        let plan = try Planner(ModelFolder(CommandLine.arguments[1])).plan(request)
        say("planned")
        try await Engine().run(plan, modelHash: { _ in nil }) { event in
            switch event {
            case .loading: break
            case .loaded: say("ready")
            case .progress: say("step")
            case .image: say("image")
            }
        }
    }

    private static func request(_ arguments: [String]) -> GenerationRequest? {
        guard arguments.count == 6, let size = Int(arguments[3]), let steps = Int(arguments[4])
        else { return nil }
        var request = GenerationRequest()
        request.prompts = ["a photograph of an astronaut riding a horse"]
        request.negativePrompt = "blurry"
        request.checkpoint = arguments[2]
        request.sampler = "Euler"
        request.seed = 1
        request.steps = steps
        (request.width, request.height) = (size, size)
        request.dtype = arguments[5]
        return request
    }

    /// Writes a line without a buffer, so that it is read when it is written.
    private static func say(_ word: String) {
        FileHandle.standardOutput.write(Data((word + "\n").utf8))
    }
}
