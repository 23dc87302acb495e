import ArgumentParser
import Foundation
import Kiln
import Worker

/// `kiln worker`
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Do the jobs of a server, on this machine.",
        usage: "kiln worker --server <url> --token-file <file> [<options>]",
        discussion: """
            The server lets workers in by a token, which it reads from a file (kiln serve \
            --worker-token-file) and the worker from one with the same line. The worker asks the \
            server for jobs, so that no port need be open here. It needs the models that jobs name, \
            with the same content: a job whose models differ is given back, for other workers.

            The server's own machine needs no such command: kiln serve starts workers for its devices.
            """)

    @Option(
        help: ArgumentHelp(
            "Address of the server, as https://images.example or http://host:7860.",
            valueName: "url"))
    var server: String

    @Option(
        help: ArgumentHelp(
            "File with the server's token, closed to other users. Needed.", valueName: "file"))
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

    func validate() throws {
        do {
            _ = try ServerAddress(server)
        } catch {
            throw ValidationError("--server: \(error)")
        }
        guard supervised || tokenFile != nil else {
            throw ValidationError("Give the file with the server's token: --token-file <file>.")
        }
    }

    func run() async throws {
        let folder = try Library.folder(models)
        let token = try tokenFile.map { try SecretFile.line(of: $0) }
        let runner = EngineRunner(folder: folder, device: device, dtype: dtype)
        let process = ProcessInfo.processInfo
        let name = name ?? "\(process.hostName)-\(process.processIdentifier)"
        try await runner.prepare()
        guard let token, !supervised else {
            return try await WorkerMain.supervised(
                server: server, name: name, device: device, runner: runner)
        }
        var settings = WorkerLoop.Settings(
            server: try ServerAddress(server), token: token, name: name)
        settings.device = device
        settings.once = once
        Terminal.result(try greeting(settings, folder: folder))
        try await work(WorkerLoop(listening(settings), runner: runner))
    }

    /// Who works where, with what and for whom, in one line.
    private func greeting(_ settings: WorkerLoop.Settings, folder: String) throws -> String {
        let count = try ModelFolder(folder, takesPaths: false).checkpoints.count
        let checkpoints = count == 1 ? "1 checkpoint" : "\(count) checkpoints"
        return
            "\(KilnVersion.string): \(settings.name), computing on \(device) with \(checkpoints) in "
            + "\(folder), asks \(settings.server) for jobs."
    }

    /// The same settings of a worker that tells on the terminal what goes on.
    private func listening(_ settings: WorkerLoop.Settings) -> WorkerLoop.Settings {
        var settings = settings
        settings.onTrouble = { Terminal.complain($0) }
        settings.onRecovery = { Terminal.complain($0) }
        settings.onHang = { reason in
            Terminal.complain("\(reason) This worker ends; start it again.")
            // At once: what ends a library tidily would wait for the thread that hangs.
            _exit(EX_SOFTWARE)
        }
        return settings
    }

    private func work(_ loop: WorkerLoop) async throws {
        let interrupt = Interrupt { loop.end() }
        defer { interrupt.restore() }
        try await loop.run()
    }
}
