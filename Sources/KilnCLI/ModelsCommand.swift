import ArgumentParser
import Kiln

/// `kiln models`
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Say what every file in the model folder is, from headers alone.")

    @Option(
        help: ArgumentHelp(
            "Model folder in the web UI's layout (default: $KILN_MODELS, else ./models).",
            valueName: "folder"))
    var models: String?

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            "List only this folder: one of the model folder's (Lora, VAE) or any other. Repeatable.",
            valueName: "folder"))
    var folder: [String] = []

    @Flag(help: "Compute the hashes that are not known yet.")
    var hash = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let listing = try listing()
        let hashes = HashCache()
        if hash { HashingRun(listing, hashes).run() }
        let report = FolderReport(listing, hashes: hashes)
        if json {
            Terminal.result(try JSONLine.pretty(report))
        } else {
            Terminal.result(
                FolderTable(report, width: Terminal.width, styled: Terminal.isStyled).text)
        }
    }

    private func listing() throws -> LibraryListing {
        let root = try ModelFolder(models ?? Environment.value("KILN_MODELS") ?? "models").path
        return folder.isEmpty
            ? LibraryListing(of: root) : try LibraryListing(of: root, folders: folder)
    }
}
