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
            TextToImage.self, PlanCommand.self, Inspect.self, ModelsCommand.self,
            ConvertCommand.self,
            ContactSheetCommand.self, PictureInfoCommand.self,
        ])
}

@main
enum Main {
    static func main() async {
        do {
            var command = try Program.parseAsRoot()
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
