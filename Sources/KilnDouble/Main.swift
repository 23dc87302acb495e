import Foundation
import Worker

/// A worker without an engine, for tests of the service: started by a server in place of
/// `kiln worker`, with the same arguments.
@main
enum Main {
    static func main() async throws {
        let words = CommandLine.arguments
        func value(_ name: String) -> String? {
            words.firstIndex(of: name).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
        }
        let environment = ProcessInfo.processInfo.environment
        let step = environment["KILN_DOUBLE_STEP_MS"].flatMap { Int($0) } ?? 2
        try await WorkerMain.supervised(
            server: value("--server") ?? "", name: value("--name") ?? "double",
            device: value("--device") ?? "double",
            runner: DoubleRunner(step: .milliseconds(step)))
    }
}
