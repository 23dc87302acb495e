import ArgumentParser
import Imaging
import Kiln

/// `kiln contact-sheet`
struct ContactSheetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact-sheet",
        abstract: "Lay the images of a folder out on one sheet, first passes beside their results.")

    @Argument(help: "A folder that txt2img wrote with --save-before-hires.")
    var folder: String

    @Option(help: "The sheet's file (default: contact-sheet.png in the folder).")
    var output: String?

    func run() async throws {
        let pairs = try ImagePairs(in: folder)
        let path = output ?? "\(folder)/contact-sheet.png"
        try AtomicFile.write(PNG.encode(try pairs.sheet()), to: path)
        Terminal.result(path)
    }
}
