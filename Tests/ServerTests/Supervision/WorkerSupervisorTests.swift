import Jobs
import Testing

@testable import Server

/// What becomes of workers that do not work, with programs that are none.
@Suite struct WorkerSupervisorTests {
    /// Supervises a shell's script until the log has so many lines with a text.
    private func lines(
        _ script: String, until count: Int, with text: String, devices: [String] = ["cpu"],
        silence: Duration = .seconds(600)
    ) async throws -> [String] {
        let service = try TestService()
        defer { service.remove() }
        let lines = LogLines()
        var settings = WorkerSupervisor.Settings(
            program: "/bin/sh", arguments: ["-c", "read token; " + script], devices: devices,
            server: "http://127.0.0.1:1", token: "secret")
        settings.silence = silence
        let supervisor = WorkerSupervisor(
            settings, desk: service.desk { $0.lease = .milliseconds(150) }, logger: lines.logger)
        let running = Task { await supervisor.run() }
        while lines.texts.count(where: { $0.contains(text) }) < count {
            try await Task.sleep(for: .milliseconds(10))
        }
        await supervisor.end()
        running.cancel()
        await running.value
        return lines.texts
    }

    @Test(.timeLimit(.minutes(5)))
    func `a worker that cannot start says so once, and each further try takes one line`()
        async throws
    {
        let lines = try await lines(
            "echo there is no such device >&2; exit 3", until: 4, with: "a worker has ended")
        #expect(lines.count { $0.contains(" info there is no such device") } == 1)
        #expect(lines.count { $0.contains("a worker has ended") } == lines.count - 1)
        #expect(
            lines.suffix(3).allSatisfy {
                $0.contains("last_words=\"there is no such device\"") && $0.contains("status 3")
            })
    }

    @Test(.timeLimit(.minutes(5)))
    func `two workers of one device have names of their own`() async throws {
        let lines = try await lines(
            "exit 1", until: 4, with: "a worker has ended", devices: ["cpu", "cpu"])
        let names = lines.compactMap { $0.firstMatch(of: /worker=(cpu-\d+-\d+)/)?.1 }
        #expect(names.count == lines.count && Set(names).count == names.count)
    }

    @Test func `a client is told a worker's last words, and not where files lie`() {
        let end = WorkerProcess.End(
            how: "was ended by signal 6",
            lastWords: "first\ncannot map /opt/kiln/lib/libtorch.so: x")
        let detail = WorkerSupervisor.failure(end).detail
        #expect(detail == "the worker was ended by signal 6: cannot map libtorch.so: x")
    }

    @Test(.timeLimit(.minutes(5)))
    func `a worker that hangs before it asks for a job is ended and started again`() async throws {
        let lines = try await lines(
            "while :; do sleep 0.05; done", until: 2, with: "was not heard of",
            silence: .milliseconds(50))
        #expect(
            lines.contains {
                $0.contains("was ended by signal 9") && $0.contains(/worker=cpu-\d+-1\s/)
            })
    }
}
