import ArgumentParser
import Kiln

/// The command `kiln`.
struct Program: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kiln",
        abstract: "Makes images with diffusion models, in passes.",
        discussion: """
            A first pass composes a picture with one model; a hires pass finishes it at a larger \
            size, with the same model or one of another architecture.
            """,
        version: KilnVersion.string,
        subcommands: [
            TextToImage.self, ImageToImage.self, PlanCommand.self, Inspect.self, ModelsCommand.self,
            ConvertCommand.self,
            ContactSheetCommand.self, PictureInfoCommand.self, ServeCommand.self,
            WorkerCommand.self, LedgerCommand.self,

        ])
}

@main
enum Main {
    /// What the program was called with. `--name=` is written apart: the parser would take the next
    /// word for its value, and not the empty one that was given.
    private static var arguments: [String] {
        CommandLine.arguments.dropFirst().flatMap { word in
            word.hasPrefix("--") && word.hasSuffix("=") && word.count > 3
                ? [String(word.dropLast()), ""] : [word]
        }
    }

    static func main() async {
        do {
            var command = try Program.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Failure(error).end()
        }
    }
}
