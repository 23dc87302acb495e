import ArgumentParser
import Foundation
import Jobs

/// `kiln ledger`
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Check that a server's data folder has lost nothing.",
        discussion: "Prints each promise that is not kept. The folder's server must not run.",
        shouldDisplay: false)

    @Argument(help: ArgumentHelp("The data folder.", valueName: "folder"))
    var folder: String

    @Option(
        help: ArgumentHelp(
            "File with the ids of jobs that clients were told of, each on a line.",
            valueName: "file"))
    var accepted: String?

    func run() async throws {
        var ids: Set<JobID> = []
        if let accepted {
            guard let data = FileManager.default.contents(atPath: accepted) else {
                throw ValidationError("\(accepted) cannot be read.")
            }
            ids = Set(
                String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
                    .compactMap { JobID(String($0)) })
        }
        let violations = try Ledger(folder: folder).violations(accepted: ids)
        for violation in violations { Terminal.result("\(violation)") }
        if !violations.isEmpty { throw ExitCode.failure }
    }
}
