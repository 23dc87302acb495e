import ArgumentParser
import Kiln

/// Where a generation's results go.
struct OutputOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder for the images.", valueName: "folder"))
    var output = "outputs"

    @Flag(help: "Print a JSON object per image instead of its path.")
    var json = false

    @Option(
        help: ArgumentHelp("Keep the job's numbers in a safetensors file.", visibility: .hidden))
    var trace: String?
}

/// A request on its way to files.
enum Generation {
    /// Plans a request, runs the plan and writes its images.
    static func run(
        _ request: GenerationRequest, in folder: ModelFolder, to options: OutputOptions
    ) async throws {
        let plan = try Planner(folder).plan(request)
        let writer = try ImageWriter(folder: options.output)
        let hashes = ModelHashes(of: plan)
        let display = ProgressDisplay(total: plan.images.count)
        for note in plan.notes { Terminal.complain(note) }
        let cancellation = Cancellation()
        let interrupt = Interrupt { cancellation.cancel() }
        defer { interrupt.restore() }
        let engine = try Engine()
        let (json, numbers) = (options.json, options.trace.map { _ in Trace() })
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
        if let trace = options.trace { try numbers?.write(to: trace) }
    }
}
