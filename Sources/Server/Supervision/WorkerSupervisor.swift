import Foundation
import Jobs
import Logging
import Synchronization
import WorkerAPI

/// Keeps a worker's process alive for each device: starts it, and starts it again when it ends.
actor WorkerSupervisor {
    /// How workers are started.
    struct Settings: Sendable {
        /// The program and what it is called with, before what the supervisor adds.
        var program: String
        var arguments: [String]
        /// Where each of them computes.
        var devices: [String]
        /// The server's address.
        var server: String
        /// What they are let in with.
        var token: String
        /// How long one that has no job may say nothing, from its start too: libtorch and a device take
        /// their time.
        var silence = Duration.seconds(120)
    }

    /// How long is waited before one is started again: the more often that it has ended without asking for a
    /// job, the longer.
    private static let pauses = Duration.milliseconds(100)...Duration.seconds(30)

    private let settings: Settings
    private let desk: JobDesk
    private let logger: Logger
    private var processes: [String: WorkerProcess] = [:]
    /// When they were started; not of those that are being ended.
    private var starts: [String: WorkerRoll.Instant] = [:]
    /// How many were started, which tells two of one device apart.
    private var launches = 0
    private var isEnding = false

    init(_ settings: Settings, desk: JobDesk, logger: Logger) {
        self.settings = settings
        self.desk = desk
        self.logger = logger
    }

    /// Starts the workers and keeps them alive until the task is cancelled.
    func run() async {
        await withTaskGroup { group in
            for device in settings.devices {
                group.addTask { await self.keepAlive(device) }
            }
            group.addTask { await self.watch() }
        }
    }

    private func keepAlive(_ device: String) async {
        var pause = Self.pauses.lowerBound
        while !Task.isCancelled, !isEnding {
            launches += 1
            let name = "\(device)-\(ProcessInfo.processInfo.processIdentifier)-\(launches)"
            do {
                let isRetry = pause > Self.pauses.lowerBound
                let end = try await life(of: name, on: device, isRetry: isRetry)
                // One that could work starts again at once; one that cannot even ask is not hurried.
                if await desk.workerIsGone(name, Self.failure(end)) {
                    pause = Self.pauses.lowerBound
                }
                if !isEnding { report(end, name) }
            } catch {
                logger.error(
                    "a worker cannot be started",
                    metadata: ["program": "\(settings.program)", "error": "\(error)"])
            }
            guard !isEnding else { return }
            desk.measures.workerRestarted(device)
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.pauses.upperBound)
        }
    }

    /// - Parameter isRetry: whether the one before ended without asking for a job. What this one says until it
    ///   does is the same again, and its end is told in one line.
    private func life(
        of name: String, on device: String, isRetry: Bool
    ) async throws -> WorkerProcess.End {
        var lines = logger
        lines[metadataKey: "worker"] = "\(name)"
        let process = try WorkerProcess(
            program: settings.program,
            arguments: settings.arguments + [
                "--server", settings.server, "--name", name, "--device", device,
            ], token: settings.token
        ) { [lines, roll = desk.roll] line in
            lines.log(level: isRetry && !roll.knows(name) ? .debug : .info, "\(line)")
        }
        (processes[name], starts[name]) = (process, .now)
        let end = await process.end()
        (processes[name], starts[name]) = (nil, nil)
        return end
    }

    private func report(_ end: WorkerProcess.End, _ name: String) {
        logger.warning(
            "a worker has ended",
            metadata: ["worker": "\(name)", "how": "\(end.how)", "last_words": "\(end.lastLine)"])
    }

    /// What a client is told of a worker's end.
    static func failure(_ end: WorkerProcess.End) -> JobFailure {
        let last = end.lastLine.isEmpty ? "." : ": \(end.lastLine.placeless())"
        return JobFailure(reason: "worker-died", detail: "the worker \(end.how)\(last)")
    }

    /// Ends workers that were not heard of: those whose jobs were taken back, and those that have none and do
    /// not ask for one.
    private func watch() async {
        while !Task.isCancelled, !isEnding {
            try? await Task.sleep(for: desk.settings.lease / 15)
            endSilent()
            do {
                for name in try await desk.expireLeases() { processes[name]?.kill() }
            } catch {
                logger.error("leases cannot be looked at", metadata: ["error": "\(error)"])
            }
        }
    }

    private func endSilent() {
        let silent = desk.roll.silent(starts, besides: desk.busyWorkers, for: settings.silence)
        for name in silent {
            logger.error(
                "a worker has no job and was not heard of; it is ended",
                metadata: [
                    "worker": "\(name)", "seconds": "\(settings.silence.components.seconds)",
                ])
            starts[name] = nil
            processes[name]?.kill()
        }
    }

    /// Lets all workers end, and ends those that do not within two seconds.
    func end() async {
        isEnding = true
        for process in processes.values { process.dismiss() }
        let limit = ContinuousClock.now + .seconds(2)
        while !processes.isEmpty, ContinuousClock.now < limit {
            try? await Task.sleep(for: .milliseconds(10))
        }
        for process in processes.values { process.kill() }
    }
}
