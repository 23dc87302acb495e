import Foundation
import Synchronization

/// A server in a process of its own, over a temporary data folder, with the models of the project.
final class RunningServer: Sendable {
    /// Where it answers: `http://127.0.0.1:PORT`.
    let address: String
    /// Its data.
    let folder: String
    private let process: Process

    /// The folder of the project.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../..").standardized.path

    /// A program that was built beside the tests.
    static func program(_ name: String) -> String {
        #if os(macOS)
        Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
            .deletingLastPathComponent().appendingPathComponent(name).path ?? name
        #else
        Bundle.main.bundleURL.appendingPathComponent(name).path
        #endif
    }

    /// What kept a server from starting.
    struct NotStarted: Error {
        let line: String
    }

    /// A server that answers.
    ///
    /// - Parameter credentials: the lines of its file of credentials; `nil` asks nobody.
    init(
        _ arguments: [String] = [], environment: [String: String] = [:], credentials: String? = nil
    ) throws {
        folder = NSTemporaryDirectory() + "kiln-clients-\(UUID().uuidString)"
        var arguments = arguments
        if let credentials {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            let file = folder + "/credentials"
            _ = FileManager.default.createFile(
                atPath: file, contents: Data(credentials.utf8),
                attributes: [.posixPermissions: 0o600])
            arguments += ["--api-auth-file", file]
        }
        process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program("kiln"))
        process.arguments =
            ["serve", "--port", "0", "--data", folder, "--models", Self.root + "/models"]
            + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: Self.root)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 {
            line.append(byte)
        }
        let text = String(decoding: line, as: UTF8.self)
        guard let place = text.firstRange(of: /http:\/\/[^ ]+/) else {
            throw NotStarted(line: text)
        }
        address = String(text[place])
    }

    /// The process's number.
    var processID: Int32 { process.processIdentifier }

    /// Ends it as the system would.
    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: folder)
    }
}
