import ArgumentParser
import Foundation
import Kiln
import Server
import Torch

/// `kiln serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the web UI's API, the OpenAI images API and Kiln's own.",
        discussion: """
            Jobs are kept in the data folder and survive crashes. A browser shows at the server's \
            address what goes on; /openapi.json describes the APIs, docs/api.md explains them.

            Credentials come from a file (--api-auth-file) of lines "user:password" or "token", with \
            ":read" or ":read,generate" behind them for less than everything; or from the variable \
            KILN_API_AUTH, as "user:password". An address that other machines reach is listened on \
            only with credentials, and a server behind a proxy starts only with them.

            Behind a proxy that speaks TLS for images.example: kiln serve --api-auth-file FILE \
            --behind-tls --trusted-proxy 127.0.0.1 --allow-host images.example.
            """)

    @Option(help: ArgumentHelp("Name or address to listen on.", valueName: "host"))
    var host = "127.0.0.1"

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Port to listen on; 0 takes any that is free.", valueName: "port"))
    var port = 7860

    @Option(
        help: ArgumentHelp(
            "Model folder (default: $KILN_MODELS, else ./models, else the demo models).",
            valueName: "folder"))
    var models: String?

    @Option(
        help: ArgumentHelp(
            "Where jobs and images are kept (default: $XDG_DATA_HOME/kiln, else ~/.local/share/kiln).",
            valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("File of credentials, closed to other users.", valueName: "file"))
    var apiAuthFile: String?

    @Option(
        help: ArgumentHelp(
            "Origin whose pages may use the server, as https://app.example; for each of several.",
            valueName: "origin"))
    var allowOrigin: [String] = []

    @Option(
        help: ArgumentHelp(
            "Name beside localhost by which clients reach the server; for each of several.",
            valueName: "host"))
    var allowHost: [String] = []

    @Option(
        help: ArgumentHelp(
            "Address of a proxy that is believed whose requests it hands on (X-Forwarded-For); for each of several.",
            valueName: "address"))
    var trustedProxy: [String] = []

    @Flag(help: "Browsers reach the server by https, through a proxy.")
    var behindTls = false

    @Option(
        help: ArgumentHelp(
            "Devices, a process for each: auto (NVIDIA's cards, else cpu), none, or cpu,cuda:0,….",
            valueName: "devices"))
    var workers = "auto"

    @Option(
        help: ArgumentHelp(
            "File with the token by which workers of other machines come (kiln worker).",
            valueName: "file"))
    var workerTokenFile: String?

    @Flag(help: "Let requests of the web UI's API name pictures by addresses of the internet.")
    var allowUrls = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Jobs that may wait; more get 429.", valueName: "count"))
    var maxQueued = 10_000

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Of which those of one person or program without the scope admin.", valueName: "count"))
    var maxQueuedEach = 64

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Pictures that are kept; the oldest go first.", valueName: "count"))
    var keepImages = 10_000

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Gigabytes of results that are kept.", valueName: "count"))
    var keepGigabytes = 20

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Days that results are kept; no bound unless given.", valueName: "count")
    )
    var keepDays: Int?

    @Flag(help: "Write the log as lines of JSON.")
    var logJson = false

    @Option(help: ArgumentHelp("Program of the workers.", visibility: .hidden))
    var workerProgram: String?

    @Option(help: ArgumentHelp("Seconds a worker may say nothing.", visibility: .hidden))
    var lease = 30.0

    @Option(help: ArgumentHelp("Seconds an engine may give no sign of life.", visibility: .hidden))
    var stall = 600.0

    func run() async throws {
        // What the service writes is its user's alone.
        umask(0o077)
        let server = try KilnServer(settings())
        try await server.run { port in Terminal.result(server.greeting(port: port)) }
    }

    private func settings() throws -> ServiceSettings {
        let folder = try Library.folder(models)
        var settings = ServiceSettings(
            models: folder, data: data ?? Self.dataFolder, program: Executable.path,
            worker: worker(folder))
        (settings.host, settings.port) = (host, port)
        settings.credentialsFile = apiAuthFile
        // One that is set and empty is no wish to be open; the server says so.
        settings.credentials = ProcessInfo.processInfo.environment["KILN_API_AUTH"]
        (settings.hosts, settings.origins) = (allowHost, allowOrigin)
        settings.proxies = trustedProxy
        settings.isBehindTLS = behindTls
        settings.devices = try Devices.named(workers)
        settings.workerToken = try workerTokenFile.map { try SecretFile.line(of: $0) }
        settings.fetchesURLs = allowUrls
        settings.limits.queuedJobs = maxQueued
        settings.limits.queuedJobsPerOwner = maxQueuedEach
        settings.retention.images = keepImages
        settings.retention.bytes = keepGigabytes << 30
        settings.retention.days = keepDays
        settings.logsJSON = logJson
        settings.lease = .milliseconds(Int(lease * 1000))
        settings.stall = .milliseconds(Int(stall * 1000))
        return settings
    }

    /// The program of the workers: this one, unless tests name another.
    private func worker(_ folder: String) -> (program: String, arguments: [String]) {
        if let workerProgram { return (workerProgram, []) }
        return (Executable.path, ["worker", "--supervised", "--models", folder])
    }

    private static var dataFolder: String {
        if let folder = Environment.value("XDG_DATA_HOME"), folder.hasPrefix("/") {
            return folder + "/kiln"
        }
        return FileManager.default.homeDirectoryForCurrentUser.path + "/.local/share/kiln"
    }

    func validate() throws {
        _ = try Devices.named(workers)
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port is \(port); it may be from 0 to 65535.")
        }
        guard (keepDays ?? 1) >= 1, (keepDays ?? 1) <= 36_500 else {
            throw ValidationError("--keep-days may be from 1 to 36500.")
        }
        guard maxQueued >= 1, maxQueuedEach >= 1, keepImages >= 1, keepGigabytes >= 1,
            keepGigabytes <= 1 << 20
        else {
            throw ValidationError(
                "--max-queued, --max-queued-each, --keep-images and --keep-gigabytes are at least 1."
            )
        }
    }
}

/// The devices of this machine.
enum Devices {
    /// The devices that an option names. Whether the machine has them is found out by their workers.
    ///
    /// - Throws: `ValidationError` for what is the name of none.
    static func named(_ text: String) throws -> [String] {
        switch text.lowercased() {
        case "auto": return present
        case "none", "0": return []
        default:
            let names = text.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            for name in names where (try? Device(name)) == nil {
                throw ValidationError(
                    "--workers has \"\(name)\", which is no device; say auto, none, or cpu, cuda:0, cuda:1 … "
                        + "or mps with commas between.")
            }
            return names
        }
    }

    /// A CUDA device for each card of NVIDIA's that the system has, else the processor.
    private static var present: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev")) ?? []
        let cards = names.filter { name in
            name.hasPrefix("nvidia") && name.count > 6 && name.dropFirst(6).allSatisfy(\.isNumber)
        }
        return cards.isEmpty ? ["cpu"] : cards.indices.map { "cuda:\($0)" }
    }
}

/// This program's file.
enum Executable {
    /// Where it is, links resolved where the system tells.
    static var path: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
    }
}

/// The models that come with the project.
enum DemoModels {
    /// `./models`; if there is none, the folder `models` of the project whose build this program is.
    static var folder: String {
        let files = FileManager.default
        var place = URL(fileURLWithPath: Executable.path).deletingLastPathComponent()
        let inside = "models/Stable-diffusion"
        guard !files.fileExists(atPath: "models") else { return "models" }
        while place.path != "/" {
            let folder = place.appendingPathComponent(inside).path
            if files.fileExists(atPath: folder) {
                return place.appendingPathComponent("models").path
            }
            place = place.deletingLastPathComponent()
        }
        return "models"
    }
}
