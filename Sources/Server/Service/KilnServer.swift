import Foundation
import Hummingbird
import HummingbirdCore
import Jobs
import Kiln
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// The service: one process that answers HTTP and never reads a weight, and a worker's process for each
/// device beside it.
package struct KilnServer: Sendable {
    private let settings: ServiceSettings
    private let logger: Logger
    private let desk: JobDesk
    private let shelf: ModelShelf
    private let workerToken: String
    private let responder: ServiceResponder

    /// A service that listens to nobody yet. What the run before left is put in order by ``run(onReady:)``.
    ///
    /// - Throws: `GateError` for credentials and addresses, `ModelFolderError`, `JobStoreError`; each has a
    ///   sentence.
    package init(_ settings: ServiceSettings) throws {
        self.settings = settings
        let isJSON = settings.logsJSON
        logger = Logger(label: "kiln") { label in
            if isJSON { JSONLogHandler(label: label) } else { TerminalLogHandler() }
        }
        workerToken = Token.random()
        let gate = try Self.gate(settings, workerToken: workerToken)
        try ListenRule.check(host: settings.host, gate)

        let registry = PrometheusRegistry()
        registry.describeService()
        let measures = ServiceMeasures(registry)
        let store = try SQLiteJobStore(folder: settings.data)
        var deskSettings = JobDesk.Settings()
        deskSettings.lease = settings.lease
        deskSettings.stall = settings.stall
        deskSettings.queueLimit = settings.limits.queuedJobs
        deskSettings.ownQueueLimit = settings.limits.queuedJobsPerOwner
        let (limits, data) = (settings.limits, settings.data)
        deskSettings.hasRoom = { (try? limits.checkDisk(of: data)) != nil }
        desk = JobDesk(store: store, measures: measures, settings: deskSettings, logger: logger)
        shelf = try ModelShelf(settings.models, hashes: HashCache())
        let intake = Intake(
            shelf: shelf, desk: desk, limits: settings.limits, data: settings.data,
            fetch: URLPictures(isAllowed: settings.fetchesURLs))
        let table = RouteTable(
            ServiceRoutes(
                intake: intake, state: WebUIState(folder: settings.data, program: settings.program),
                registry: registry,
                isBehindTLS: settings.isBehindTLS
            ).all)
        responder = ServiceResponder(
            routes: table, gate: Gate(configuration: gate),
            limits: settings.limits,
            bodies: BodyBudget(bytes: settings.limits.bodyBytesInAll),
            responses: ResponseBudget(bytes: settings.limits.responseBytesInAll),
            room: WaitingRoom(settings.limits), measures: measures, logger: logger)
    }

    private static func gate(
        _ settings: ServiceSettings, workerToken: String
    ) throws -> GateConfiguration {
        var credentials = try Credentials(
            file: settings.credentialsFile, pairs: settings.credentials)
        for token in [workerToken, settings.workerToken] {
            if let token { credentials = try credentials.adding(workerToken: token) }
        }
        let isWildcard = ["0.0.0.0", "::"].contains(settings.host)
        return try GateConfiguration(
            hosts: (isWildcard ? [] : [settings.host]) + settings.hosts, origins: settings.origins,
            credentials: credentials, proxies: TrustedProxies(settings.proxies),
            isBehindTLS: settings.isBehindTLS)
    }

    /// Serves until the process is asked to end, by SIGTERM or SIGINT, and hands back what runs then.
    ///
    /// - Parameter onReady: told the port once requests are answered.
    package func run(onReady: @escaping @Sendable (_ port: Int) -> Void) async throws {
        Allocator.givesBack()
        OpenFiles.allowAll()
        try await desk.recover()
        let (ports, running) = AsyncStream<Int>.makeStream()
        let group = ServiceGroup(
            services: [application { running.yield($0) }], logger: quiet)
        let signals = StopRequests()
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask { await Care(desk: desk, settings: settings, logger: logger).run() }
            tasks.addTask { [self] in
                for await port in ports {
                    let supervisor = supervisor(port)
                    onReady(port)
                    await supervise(supervisor, until: signals)
                    break
                }
                await group.triggerGracefulShutdown()
                try await Task.sleep(for: .seconds(2))
                throw CancellationError()
            }
            do {
                try await tasks.next()
            } catch is CancellationError {
            } catch let error as IOError {
                throw ListenError(host: settings.host, port: settings.port, errno: error.errnoCode)
            }
            tasks.cancelAll()
        }
    }

    /// Hummingbird's own lines are for those who look for a fault in it.
    private var quiet: Logger {
        var quiet = logger
        quiet.logLevel = .error
        return quiet
    }

    private func application(_ onRunning: @escaping @Sendable (Int) -> Void) -> some Service {
        let connections = ConnectionCount(
            limit: settings.limits.connectionsPerAddress, proxies: responder.gate.proxies)
        return Application(
            responder: responder,
            server: .service(
                settings.limits, connections: connections, responses: responder.responses,
                measures: desk.measures),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    settings.limits.connections)),
            onServerRunning: { channel in
                onRunning(channel.localAddress?.port ?? settings.port)
            }, logger: quiet)
    }

    private func supervisor(_ port: Int) -> WorkerSupervisor {
        let isWildcard = ["0.0.0.0", "::"].contains(settings.host)
        let host = isWildcard ? "127.0.0.1" : settings.host
        let shown = host.contains(":") ? "[\(host)]" : host
        return WorkerSupervisor(
            WorkerSupervisor.Settings(
                program: settings.worker.program, arguments: settings.worker.arguments,
                devices: settings.devices, server: "http://\(shown):\(port)", token: workerToken),
            desk: desk, logger: logger)
    }

    /// Keeps the workers alive until the process is asked to end; then lets jobs end, or takes them back.
    private func supervise(_ supervisor: WorkerSupervisor, until signals: StopRequests) async {
        let workers = Task { await supervisor.run() }
        await signals.next()
        logger.notice("asked to end: no new jobs are begun")
        desk.drain()
        let hurry = Task { await signals.next() }
        let end = ContinuousClock.now + settings.grace
        let rushed = Atomic<Bool>(false)
        Task {
            await hurry.value
            rushed.store(true, ordering: .relaxed)
        }
        while !desk.leasedJobs.isEmpty, ContinuousClock.now < end,
            !rushed.load(ordering: .relaxed)
        {
            try? await Task.sleep(for: .milliseconds(50))
        }
        desk.takeBack()
        let limit = ContinuousClock.now + .seconds(2)
        while !desk.leasedJobs.isEmpty, ContinuousClock.now < limit {
            try? await Task.sleep(for: .milliseconds(20))
        }
        await supervisor.end()
        hurry.cancel()
        workers.cancel()
    }

    /// What the server has found, where it listens and how to open it, in one line.
    package func greeting(port: Int) -> String {
        let count = shelf.models.checkpoints.count
        let checkpoints = count == 1 ? "1 checkpoint" : "\(count) checkpoints"
        let workers =
            settings.devices.isEmpty
            ? "no workers of its own" : settings.devices.joined(separator: ", ")
        let host = ["0.0.0.0", "::"].contains(settings.host) ? "localhost" : settings.host
        let shown = host.contains(":") ? "[\(host)]" : host
        return
            "\(KilnVersion.string): \(checkpoints) in \(settings.models), computing on \(workers); open "
            + "http://\(shown):\(port) in a browser, the API is described at /openapi.json."
    }
}
