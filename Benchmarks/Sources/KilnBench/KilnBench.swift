import Foundation
import Kiln
import Synchronization

/// Kiln's side of a measurement: writes a line whenever something is done. The clock is in
/// `bench.py`, which reads the lines; `diffusers_side.py` writes the same ones.
///
///     KilnBench MODELS CHECKPOINT SIZE STEPS DTYPE         makes one picture
///     KilnBench MODELS CHECKPOINT DTYPE loras NAME…        changes LoRAs' strengths
@main
struct KilnBench {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count > 5, arguments[4] == "loras" {
            try await changeStrengths(arguments)
        } else if arguments.count == 6, let size = Int(arguments[3]), let steps = Int(arguments[4])
        {
            try await makePicture(arguments, size: size, steps: steps)
        } else {
            FileHandle.standardError.write(
                Data(
                    """
                    usage: KilnBench MODELS CHECKPOINT SIZE STEPS DTYPE
                           KilnBench MODELS CHECKPOINT DTYPE loras NAME...

                    """.utf8))
            exit(2)
        }
    }

    private static func makePicture(_ arguments: [String], size: Int, steps: Int) async throws {
        var request = request(arguments, dtype: arguments[5])
        request.steps = steps
        (request.width, request.height) = (size, size)
        try await run(request, models: arguments[1]) { event in
            switch event {
            case .loading: break
            case .loaded: say("ready")
            case .patched: break
            case .progress: say("step")
            case .image: say("image")
            }
        }
    }

    /// Strengths that each LoRA has in turn. The change to the first is not one of strength.
    private static let strengths = [1, 0.9, 0.8, 0.7, 0.6, 0.5]

    /// Loads a UNet without LoRAs, then gives each LoRA several strengths: `loaded SECONDS`, and
    /// for each change of strength `patched NAME SECONDS`, as the engine tells them.
    private static func changeStrengths(_ arguments: [String]) async throws {
        var request = request(arguments, dtype: arguments[3])
        request.steps = 1
        (request.width, request.height) = (64, 64)
        let changes = arguments[5...].flatMap { name in strengths.map { (name, $0) } }
        request.prompts =
            request.prompts + changes.map { "\(request.prompts[0])<lora:\($0):\($1)>" }
        let left = Counter()
        try await run(request, models: arguments[1]) { event in
            switch event {
            case .loaded("UNet", _, let seconds): say("loaded \(seconds)")
            case .patched("UNet", _, let seconds):
                let (name, strength) = changes[left.next()]
                if strength != strengths[0] { say("patched \(name) \(seconds)") }
            default: break
            }
        }
    }

    private static func request(_ arguments: [String], dtype: String) -> GenerationRequest {
        var request = GenerationRequest()
        request.prompts = ["a photograph of an astronaut riding a horse"]
        request.negativePrompt = "blurry"
        request.checkpoint = arguments[2]
        request.sampler = "Euler"
        request.seed = 1
        request.dtype = dtype
        return request
    }

    private static func run(
        _ request: GenerationRequest, models: String,
        onEvent: @escaping @Sendable (Event) throws -> Void
    ) async throws {
        let plan = try Planner(ModelFolder(models)).plan(request)
        say("planned")
        try await Engine().run(plan, hash: { _ in nil }, onEvent: onEvent)
    }

    /// Writes a line without a buffer, so that it is read when it is written.
    private static func say(_ word: String) {
        FileHandle.standardOutput.write(Data((word + "\n").utf8))
    }
}

/// Counts from 0.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            defer { count += 1 }
            return count
        }
    }
}
