import Foundation

/// What a worker's process does around its loop.
package enum WorkerMain {
    /// Works for a server that has started this process: the token is the first line of standard
    /// input, and the end of standard input is the end of the server, and of this process.
    ///
    /// - Throws: a sentence why the server refuses it.
    package static func supervised(
        server: String, name: String, device: String, runner: any JobRunner
    ) async throws {
        guard let token = readLine(), !token.isEmpty else { return }
        volunteerForMemoryShortage()
        let watch = Thread {
            while readLine() != nil {}
            exit(0)
        }
        watch.start()
        var settings = WorkerLoop.Settings(
            server: try ServerAddress(server), token: token, name: name)
        settings.device = device
        try await WorkerLoop(settings, runner: runner).run()
    }

    /// Asks Linux to end this process and not the server's when memory runs out.
    private static func volunteerForMemoryShortage() {
        #if os(Linux)
        try? Data("500".utf8).write(to: URL(fileURLWithPath: "/proc/self/oom_score_adj"))
        #endif
    }
}
