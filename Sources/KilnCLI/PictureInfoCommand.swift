import ArgumentParser
import Imaging
import Kiln

/// `kiln png-info`
struct PictureInfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "png-info",
        abstract: "Say how pictures were made, from the texts in their files.",
        discussion: """
            Reads what web UIs keep in PNG, JPEG, WebP, AVIF and GIF files, what NovelAI keeps, and \
            texts that are hidden in the lowest bits of a picture ("stealth").

            --json prints an object per file: info (the infotext), items (the file's other texts) \
            and parameters (the infotext taken apart, as the web UI does when it is pasted).
            """)

    @Argument(help: ArgumentHelp("Pictures.", valueName: "file"))
    var files: [String]

    @Flag(help: "Print a JSON object per file, each on a line.")
    var json = false

    func run() async throws {
        guard files.count > 1 else { return try files.forEach(show) }
        var failures = 0
        for file in files {
            do {
                try show(file)
            } catch {
                failures += 1
                Terminal.complain("\(error)")
            }
        }
        if failures > 0 { throw PictureInfoError.some(failures, of: files.count) }
    }

    private func show(_ file: String) throws(PictureInfoError) {
        let info: PictureInfo
        do {
            info = try PictureInfo(of: ImageFile.bytes(of: file))
        } catch {
            throw .unreadable(file, error)
        }
        guard let text = info.infotext else { throw .nothing(file) }
        if json {
            guard let line = try? JSONLine.text(info) else { throw .nothing(file) }
            Terminal.result(line.withoutControls)
        } else {
            show(text, of: file)
        }
    }

    /// Prints an infotext, under its file's name where there are several.
    private func show(_ text: String, of file: String) {
        if files.count > 1 { Terminal.result("\(file.printable):") }
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        for line in lines { Terminal.result(String(Substring(line)).printable) }
        if files.count > 1, file != files.last { Terminal.result("") }
    }
}

/// Why a picture's file told nothing.
private enum PictureInfoError: Error, CustomStringConvertible {
    /// The file says nothing of how its picture was made.
    case nothing(String)
    /// The file is no picture, or could not be read.
    case unreadable(String, ImagingError)
    /// Of several files, so many told nothing, each with a sentence of its own before.
    case some(Int, of: Int)

    var description: String {
        switch self {
        case .nothing(let file): "\(file) has no generation data."
        case .unreadable(_, .cannotRead(let path, let reason)):
            ImagingError.cannotRead(path: path, reason: reason).description
        case .unreadable(let file, let error): "\(file): \(error)"
        case .some(let failures, let count): "\(failures) of \(count) files told nothing."
        }
    }
}

extension String {
    /// JSON whose strings have no control characters, also those that JSON does not ask to escape.
    fileprivate var withoutControls: String {
        var text = ""
        for scalar in unicodeScalars {
            if (0x7F...0x9F).contains(scalar.value) {
                text += "\\u00" + String(scalar.value, radix: 16)
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
