import Foundation
import Synchronization

/// A worker in a process of its own, which ends when the server does.
///
/// The token goes through standard input, where no list of processes shows it. The pipe stays open as
/// long as the server lives: its end is how a worker learns that the server is gone, however it went.
final class WorkerProcess: Sendable {
    /// How a process ended.
    struct End: Sendable {
        /// "ended with status 1", "was ended by signal 9".
        let how: String
        /// The last lines that it wrote to standard error.
        let lastWords: String
        /// The last of those lines.
        var lastLine: String {
            lastWords.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
        }
    }

    private static let lastWordsLimit = 4096
    private let process: Process
    private let input = Pipe()
    private let output = Pipe()
    private let words = Mutex<[UInt8]>([])
    private let waiting = Mutex(Waiting())

    /// Who waits for the end.
    private struct Waiting {
        var hasEnded = false
        var continuations: [CheckedContinuation<Void, Never>] = []
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - token: written as its first line of standard input.
    ///   - onLine: told each line of standard error.
    /// - Throws: what Foundation says if it cannot be started.
    init(
        program: String, arguments: [String], token: String,
        onLine: @escaping @Sendable (String) -> Void
    ) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = input
        // A trap ends the process at once, with its reason as the last line. Whoever wants to see the stack
        // sets the variable.
        var environment = ["SWIFT_BACKTRACE": "enable=no"].merging(
            ProcessInfo.processInfo.environment
        ) { $1 }
        // People's passwords are none of a worker's business.
        environment["KILN_API_AUTH"] = nil
        process.environment = environment
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        let heard = DispatchSemaphore(value: 0)
        process.terminationHandler = { [weak self] _ in
            // Its last words are worth a moment.
            _ = heard.wait(timeout: .now() + .milliseconds(500))
            self?.tellEnd()
        }
        try process.run()
        // A thread that reads, since Dispatch's sources of files end the process now and then when they are cancelled.
        Thread.detachNewThread { [weak self, output] in
            let file = output.fileHandleForReading.fileDescriptor
            withExtendedLifetime(output) {
                while let bytes = Self.bytes(from: file) { self?.hear(bytes, onLine) }
            }
            heard.signal()
        }
        // A program that has ended already reads nothing; its end is told as any other.
        try? input.fileHandleForWriting.write(contentsOf: Data((token + "\n").utf8))
    }

    /// The next bytes of a file; `nil` at its end.
    private static func bytes(from file: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: lastWordsLimit)
        while true {
            let count = read(file, &bytes, bytes.count)
            if count > 0 { return Array(bytes.prefix(count)) }
            if count == 0 || errno != EINTR { return nil }
        }
    }

    /// The process's number.
    var id: Int32 { process.processIdentifier }

    private func hear(_ bytes: [UInt8], _ onLine: (String) -> Void) {
        words.withLock { words in
            words = Array((words + bytes).suffix(Self.lastWordsLimit))
        }
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            onLine(String(line))
        }
    }

    private func tellEnd() {
        let continuations = waiting.withLock { waiting in
            waiting.hasEnded = true
            defer { waiting.continuations = [] }
            return waiting.continuations
        }
        for continuation in continuations { continuation.resume() }
    }

    /// Waits for the end, also in a task that is cancelled.
    func end() async -> End {
        await withCheckedContinuation { continuation in
            let hasEnded = waiting.withLock { waiting in
                if !waiting.hasEnded { waiting.continuations.append(continuation) }
                return waiting.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
        let how =
            process.terminationReason == .uncaughtSignal
            ? "was ended by signal \(process.terminationStatus)"
            : "ended with status \(process.terminationStatus)"
        let words = words.withLock { String(decoding: $0, as: UTF8.self) }
        return End(how: how, lastWords: words.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Ends it at once.
    func kill() {
        if process.isRunning { _ = Foundation.kill(process.processIdentifier, SIGKILL) }
    }

    /// Lets it end by itself, as if the server were gone.
    func dismiss() { try? input.fileHandleForWriting.close() }
}
