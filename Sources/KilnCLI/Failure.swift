import ArgumentParser
import Checkpoints
import Kiln
import Samplers
import WebUI

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The end of a command that did not succeed: one sentence and an exit status.
struct Failure {
    /// What a shell calls a command that was used wrongly.
    static let usage: Int32 = 2
    /// The status of a command that Ctrl-C ended.
    static let interrupted: Int32 = 130

    private let error: any Error

    init(_ error: any Error) { self.error = error }

    /// Prints the sentence to stderr and ends the process.
    func exit() -> Never {
        if error is CancellationError {
            Terminal.complain("interrupted; finished images were kept.")
            Glibc_exit(Self.interrupted)
        }
        if error is CleanExit || Program.exitCode(for: error) == .success {
            Program.exit(withError: error)
        }
        Terminal.complain(sentence)
        Glibc_exit(status)
    }

    private var sentence: String {
        switch error {
        case let error as any CustomStringConvertible where isOurs: error.description
        default: Program.message(for: error)
        }
    }

    /// Errors that a person mends by asking for something else are usage errors.
    private var status: Int32 {
        switch error {
        case is PlanError, is ModelFolderError, is SamplerError, is WebUIError: Self.usage
        default: isOurs ? 1 : Self.usage
        }
    }

    /// Whether the error is one of Kiln's own, whose description is the sentence to print; the
    /// others come from reading the command line.
    private var isOurs: Bool {
        let module = String(reflecting: type(of: error)).split(separator: ".").first ?? ""
        return module != "ArgumentParser"
    }
}

private func Glibc_exit(_ status: Int32) -> Never { exit(status) }
