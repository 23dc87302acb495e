import ArgumentParser
import Imaging
import Kiln

/// `kiln contact-sheet`
struct ContactSheetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact-sheet",
        abstract: "Lay the images of a folder out on one sheet.",
        discussion: """
            Without --label, first passes stand beside their results, in a folder that txt2img wrote \
            with --save-before-hires. With it, every picture stands above what its infotext says \
            there:

              kiln contact-sheet outputs --label Sampler --columns 6
            """)

    @Argument(help: "A folder of pictures.")
    var folder: String

    @Option(
        help: ArgumentHelp(
            "What of a picture's infotext stands under it, such as Sampler or Seed.",
            valueName: "entry"))
    var label: String?

    @Option(help: ArgumentHelp("Pictures to a row, with --label.", valueName: "n"))
    var columns = 4

    @Option(help: "The sheet's file (default: contact-sheet.png in the folder).")
    var output: String?

    func run() async throws {
        let sheet =
            try label.map { try ImageTiles(in: folder, label: $0, columns: columns).sheet() }
            ?? ImagePairs(in: folder).sheet()
        let path = output ?? "\(folder)/contact-sheet.png"
        try AtomicFile.write(PNG.encode(sheet), to: path)
        Terminal.result(path)
    }
}
