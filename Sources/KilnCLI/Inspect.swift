import ArgumentParser
import Checkpoints
import Kiln

/// `kiln inspect`
struct Inspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a model file is, from its header alone.")

    @Argument(help: "A model file.")
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let report = FileReport(Fingerprint(try CheckpointFile(opening: file)))
        Terminal.result(json ? try JSONLine.pretty(report) : report.text)
    }
}
