import ArgumentParser
import Checkpoints
import Foundation
import Kiln
import Samplers
import WebUI

/// The end of a command that did not succeed: one sentence and an exit status.
struct Failure {
    /// What a shell calls a command that was used wrongly.
    static let usage: Int32 = 2
    /// The status of a command that Ctrl-C ended.
    static let interrupted: Int32 = 130

    private let error: any Error

    init(_ error: any Error) { self.error = error }

    /// Prints the sentence to stderr and ends the process. A request for help is no failure.
    func end() -> Never {
        if error is CancellationError {
            Terminal.complain("interrupted; finished images were kept.")
            exit(Self.interrupted)
        }
        if Program.exitCode(for: error) == .success { Program.exit(withError: error) }
        Terminal.complain(sentence)
        exit(status)
    }

    private var sentence: String {
        switch error {
        case let error as any CustomStringConvertible where origin == .kiln: error.description
        case _ where origin == .commandLine: Program.message(for: error)
        default: "an unexpected failure: \(error.localizedDescription)"
        }
    }

    /// What a person mends by asking for something else is a usage error.
    private var status: Int32 {
        switch error {
        case is OutputError, is InputError, is PlanError, is ModelFolderError, is SamplerError,
            is WebUIError:
            Self.usage
        case ConversionError.exists, ConversionError.replacesInput: Self.usage
        default: origin == .commandLine ? Self.usage : 1
        }
    }

    private enum Origin {
        case commandLine
        case kiln
        case elsewhere
    }

    /// Whose error it is: Kiln's own describe themselves in one sentence, the parser of the command
    /// line has its own way, and what the system throws is not meant for people.
    private var origin: Origin {
        let module = String(reflecting: type(of: error)).split(separator: ".").first ?? ""
        return switch module {
        case "ArgumentParser": .commandLine
        case "Foundation", "FoundationEssentials", "__C", "NSError", "Swift": .elsewhere
        default: .kiln
        }
    }
}
