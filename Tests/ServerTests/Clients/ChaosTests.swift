import Foundation
import Testing

/// What the service promises under fire, on a small scale; `make chaos` measures the whole.
@Suite(.serialized) struct ChaosTests {
    @Test(arguments: [
        "server-kills", "worker-kills", "poison", "io-faults", "overload", "slow-clients",
        "hostile-bodies", "network", "credentials", "cancel", "hang-ups", "load", "sigterm",
    ])
    func `a promise holds`(measure: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: RunningServer.root + "/.venv/bin/python")
        process.arguments = [
            RunningServer.root + "/tools/chaos/chaos.py", "--kiln", RunningServer.program("kiln"),
            "--double", RunningServer.program("KilnDouble"), "--only", measure,
        ]
        process.currentDirectoryURL = URL(fileURLWithPath: RunningServer.root)
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, output)
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(String(decoding: data, as: UTF8.self))")
    }
}
