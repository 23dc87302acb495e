import Foundation
import Wire

/// Reads what is hidden in the lowest bits of pictures ("stealth"), for which they have to be unpacked:
/// in a process of its own, so that no picture is ever unpacked in the server's.
struct HiddenText: Sendable {
    /// The program that reads pictures, `kiln`.
    let program: String
    private let places = Places(2)
    private static let limit = Duration.seconds(10)

    init(program: String) { self.program = program }

    /// The infotext that is hidden in a picture; `nil` if there is none, or if it cannot be read in time.
    func infotext(in file: [UInt8]) async throws -> String? {
        let place = try places.take(orElse: .tooManyWaiting(limit: 2, wait: 2))
        defer { withExtendedLifetime(place) {} }
        let path = NSTemporaryDirectory() + "kiln-picture-\(UUID().uuidString)"
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(file), attributes: [.posixPermissions: 0o600])
        else { return nil }
        defer { try? FileManager.default.removeItem(atPath: path) }
        let program = program
        let output = try await Blocking.programs.run { try Self.output(of: program, path) }
        return (try? JSONValue(parsing: output))?["info"]?.text
    }

    private static func output(of program: String, _ path: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["png-info", "--json", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let id = process.processIdentifier
        let timer = Task {
            try await Task.sleep(for: limit)
            _ = kill(id, SIGKILL)
        }
        defer { timer.cancel() }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return [UInt8](data)
    }
}
