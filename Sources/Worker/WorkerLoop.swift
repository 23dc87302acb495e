import Foundation
import Synchronization
import WorkerAPI

/// A worker's life: asks its server for jobs and does them, one after the other.
package final class WorkerLoop: Sendable {
    /// How a worker lives.
    package struct Settings: Sendable {
        /// Where the server is.
        package var server: ServerAddress
        /// What it is allowed in with.
        package var token: String
        /// Its name, unique among the server's workers.
        package var name: String
        /// Where it computes.
        package var device = "cpu"
        /// Whether it ends after one job.
        package var once = false
        /// How long it tries to hand something in to a server that does not take it.
        package var insistence = Duration.seconds(30)
        /// How long it asks for no job after it had to give one back whose results its server could not take.
        package var rest = Duration.seconds(30)
        /// Told what is not as it should be: once each time, that the server gives no answer that helps; that a job was
        /// given back.
        package var onTrouble: @Sendable (String) -> Void = { _ in }
        /// Told that the server answers again.
        package var onRecovery: @Sendable (String) -> Void = { _ in }
        /// Told that the engine hangs: its job has gone to another worker, and nothing but the end of
        /// the process stops it. A server sees to the workers that it has started itself.
        package var onHang: @Sendable (String) -> Void = { _ in }

        /// A worker of a server.
        package init(server: ServerAddress, token: String, name: String) {
            self.server = server
            self.token = token
            self.name = name
        }
    }

    private let settings: Settings
    private let runner: any JobRunner
    private let life = UUID().uuidString
    private let state = Mutex(State())

    private struct State {
        var isEnding = false
        /// The job that it has.
        var job: JobRun?
        /// Its question for a job.
        var work: Task<Void, any Error>?
    }

    /// A worker with what does its jobs.
    package init(_ settings: Settings, runner: any JobRunner) {
        self.settings = settings
        self.runner = runner
    }

    /// Works until it is asked to end or the server refuses the worker.
    ///
    /// - Throws: a sentence why the server refuses it.
    package func run() async throws {
        let link = ServerLink(
            server: settings.server, token: settings.token, worker: settings.name)
        let work = Task { try await self.work(over: link) }
        if state.withLock({ state in
            state.work = work
            return state.isEnding
        }) {
            work.cancel()
        }
        let end = await work.result
        await link.close()
        // A question that was broken off is no failure.
        guard !state.withLock({ $0.isEnding }) else { return }
        try end.get()
    }

    /// Ends: a job is stopped at its next step and handed back to the server.
    package func end() {
        let (job, work) = state.withLock { state in
            state.isEnding = true
            return (state.job, state.work)
        }
        if let job { job.handBack() } else { work?.cancel() }
    }

    /// Does a job and rests afterwards if nothing could come of it.
    private func work(at job: JobRun) async {
        let isEnding = state.withLock { state in
            state.job = job
            return state.isEnding
        }
        if isEnding { job.handBack() }
        // A worker whose question was broken off as it was answered still has to hand the job back.
        let end = await Task {
            await job.run(by: runner) { [settings] silence in
                settings.onHang(
                    "the engine has given no sign of life for \(silence.components.seconds) s; its job "
                        + "was given to another worker.")
            }
        }.value
        state.withLock { $0.job = nil }
        guard let end, [.released, .unfit].contains(end.kind), !end.reason.isEmpty else { return }
        settings.onTrouble("job \(job.claim.job) was given back: \(end.reason)")
        if end.kind == .released, !settings.once { try? await Task.sleep(for: settings.rest) }
    }

    private func work(over link: ServerLink) async throws {
        var pause = Duration.milliseconds(100)
        var isInTrouble = false
        var unloaded: Int?
        while !Task.isCancelled, !state.withLock({ $0.isEnding }) {
            var request = ClaimRequest(
                worker: settings.name, device: settings.device, resident: await runner.resident)
            request.life = life
            request.unloaded = unloaded
            request.memory = await runner.memory
            do {
                let reply = try await link.claim(request)
                if isInTrouble { settings.onRecovery("\(settings.server) answers again.") }
                (pause, isInTrouble) = (.milliseconds(100), false)
                switch reply {
                case .job(let claim):
                    await work(
                        at: JobRun(
                            link.lease(of: claim),
                            persistence: Persistence(limit: settings.insistence)))
                    if settings.once { return }
                case .unload(let number):
                    await runner.unload()
                    unloaded = number
                case nil: continue
                }
            } catch ServerLink.Failure.refused {
                throw ServerLink.Failure.refused
            } catch {
                if !isInTrouble, !Task.isCancelled {
                    settings.onTrouble("\(settings.server) gives no job; trying again: \(error)")
                }
                isInTrouble = true
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }
}
