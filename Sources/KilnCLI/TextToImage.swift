import ArgumentParser
import Kiln

/// `kiln txt2img`
struct TextToImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "txt2img",
        abstract: "Make images from prompts, in one pass or two.",
        discussion: """
            A line per written file goes to stdout. The hires pass may use a checkpoint of another \
            architecture:

              kiln txt2img --prompt "a red circle" --checkpoint demo-sd15 --width 128 \
            --height 128 --hr-checkpoint demo-sdxl
            """)

    @OptionGroup(title: "First pass") var options: GenerationOptions

    @Option(help: ArgumentHelp("Folder for the images.", valueName: "folder"))
    var output = "outputs"

    @Flag(help: "Print a JSON object per image instead of its path.")
    var json = false

    @Option(
        help: ArgumentHelp("Keep the job's numbers in a safetensors file.", visibility: .hidden))
    var trace: String?

    func run() async throws {
        let plan = try Planner(options.place.folder()).plan(options.request())
        let writer = try ImageWriter(folder: output)
        let hashes = ModelHashes(of: plan)
        let display = ProgressDisplay(total: plan.images.count)
        for note in plan.notes { Terminal.complain(note) }
        let cancellation = Cancellation()
        let interrupt = Interrupt { cancellation.cancel() }
        defer { interrupt.restore() }
        let engine = try Engine()
        let (json, numbers) = (json, trace.map { _ in Trace() })
        defer { display.finish() }
        try await engine.run(
            plan, cancellation: cancellation, trace: numbers,
            hash: { try hashes.hash(of: $0) }
        ) { event in
            display.show(event)
            guard case .image(let image) = event else { return }
            let path = try writer.write(image)
            display.clear()
            Terminal.result(json ? try ImageLine(image, path: path).json : path)
        }
        if let trace { try numbers?.write(to: trace) }
    }
}
