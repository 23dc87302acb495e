import Foundation
import Testing

/// The built program, run as a person would.
struct Program {
    /// What a run left behind.
    struct Outcome {
        let status: Int32
        let output: String
        let complaint: String

        var lines: [Substring] { output.split(separator: "\n") }
    }

    /// A folder for the outputs of one test, removed with this value's owner.
    final class Scratch {
        let path: String

        init() throws {
            path =
                FileManager.default.temporaryDirectory
                .appendingPathComponent("kiln-cli-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        var files: [String] {
            get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
        }
    }

    /// The project's folder.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The model folder that comes with the project.
    static let models = root.appendingPathComponent("models").path

    /// The program beside the tests' own bundle.
    private static let executable = Bundle.module.bundleURL
        .deletingLastPathComponent().appendingPathComponent("kiln")

    /// Starts the program with its streams in pipes.
    static func start(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (process: Process, output: Pipe, complaint: Pipe) {
        let process = Process()
        let (output, complaint) = (Pipe(), Pipe())
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = root
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = complaint
        try process.run()
        return (process, output, complaint)
    }

    /// Runs the program to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Outcome {
        let (process, output, complaint) = try start(arguments, environment: environment)
        // The streams are short: neither fills its pipe before the other is read.
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let error = try complaint.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            complaint: String(decoding: error, as: UTF8.self))
    }

    /// A small job of two passes over the demo models.
    static func job(output: String, _ more: String...) -> [String] {
        [
            "txt2img", "--prompt", "a red circle on the left, blue background", "--checkpoint",
            "demo-sd15", "--width", "64", "--height", "64", "--steps", "2", "--seed", "5",
            "--dtype", "float32", "--models", models, "--output", output,
        ] + more
    }
}
