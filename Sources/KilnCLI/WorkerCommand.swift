import ArgumentParser
import Foundation
import Kiln
import Worker

/// `kiln worker`
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Do the jobs of a server, on this machine.",
        discussion: """
            The server lets workers in by a token, which it reads from a file (kiln serve \
            --worker-token-file) and the worker from one with the same line. The worker asks the \
            server for jobs, so that no port need be open here. It needs the models that jobs name, \
            with the same content: a job whose models differ fails.

            The server's own machine needs no such command: kiln serve starts workers for its devices.
            """)

    @Option(
        help: ArgumentHelp(
            "Address of the server, as https://images.example or http://host:7860.",
            valueName: "url"))
    var server: String

    @Option(help: ArgumentHelp("File with the token, closed to other users.", valueName: "file"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "Model folder (default: $KILN_MODELS, else ./models, else the demo models).",
            valueName: "folder"))
    var models: String?

    @Option(help: ArgumentHelp("Where to compute: cpu, cuda, cuda:N or mps.", valueName: "name"))
    var device = "cpu"

    @Option(
        help: ArgumentHelp(
            "Arithmetic of the denoiser: auto, float32, float16 or bfloat16.", valueName: "type"))
    var dtype = "auto"

    @Option(help: ArgumentHelp("The worker's name (default: host and process).", valueName: "name"))
    var name: String?

    @Flag(help: "End after one job.")
    var once = false

    @Flag(help: ArgumentHelp("Take the token from standard input.", visibility: .hidden))
    var supervised = false

    func run() async throws {
        let runner = EngineRunner(
            folder: models ?? Environment.value("KILN_MODELS") ?? DemoModels.folder, device: device,
            dtype: dtype)
        let name =
            name
            ?? "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)"
        try await runner.prepare()
        if supervised {
            return try await WorkerMain.supervised(
                server: server, name: name, device: device, runner: runner)
        }
        guard let tokenFile else {
            throw ValidationError("Give the server's token with --token-file.")
        }
        var settings = WorkerLoop.Settings(
            server: server, token: try SecretFile.line(of: tokenFile), name: name)
        settings.device = device
        settings.once = once
        settings.onTrouble = { Terminal.complain($0) }
        settings.onHang = { reason in
            Terminal.complain("\(reason) This worker ends; start it again.")
            // At once: what ends a library tidily would wait for the thread that hangs.
            _exit(EX_SOFTWARE)
        }
        let loop = WorkerLoop(settings, runner: runner)
        let interrupt = Interrupt { loop.end() }
        defer { interrupt.restore() }
        try await loop.run()
    }
}
