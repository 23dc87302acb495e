import Foundation
import WorkerAPI

/// A worker's life: asks its server for jobs and does them, one after the other.
package struct WorkerLoop: Sendable {
    /// How a worker lives.
    package struct Settings: Sendable {
        /// The server's address without a path.
        package var server: String
        /// What it is allowed in with.
        package var token: String
        /// Its name, unique among the server's workers.
        package var name: String
        /// Where it computes.
        package var device = "cpu"
        /// Whether it ends after one job.
        package var once = false

        /// A worker of a server.
        package init(server: String, token: String, name: String) {
            self.server = server
            self.token = token
            self.name = name
        }
    }

    private let settings: Settings
    private let runner: any JobRunner

    /// A worker with what does its jobs.
    package init(_ settings: Settings, runner: any JobRunner) {
        self.settings = settings
        self.runner = runner
    }

    /// Works until the task is cancelled or the server refuses the worker.
    ///
    /// - Throws: a sentence why the server refuses it.
    package func run() async throws {
        let link = ServerLink(
            server: settings.server, token: settings.token, worker: settings.name)
        do {
            try await work(over: link)
        } catch {
            await link.close()
            throw error
        }
        await link.close()
    }

    private func work(over link: ServerLink) async throws {
        var pause = Duration.milliseconds(100)
        while !Task.isCancelled {
            let request = ClaimRequest(
                worker: settings.name, device: settings.device, resident: await runner.resident)
            do {
                guard let claim = try await link.claim(request) else { continue }
                pause = .milliseconds(100)
                await JobRun(link.lease(of: claim)).run(by: runner)
                if settings.once { return }
            } catch ServerLink.Failure.refused {
                throw ServerLink.Failure.refused
            } catch {
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(5))
            }
        }
    }
}
