import Imaging
import Kiln
import Synchronization

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Writes a job's images into a folder under the web UI's names: `00012-1234.png`.
final class ImageWriter: Sendable {
    private let folder: String
    private let first: Int

    /// A writer that continues the folder's numbers.
    init(folder: String) throws {
        self.folder = folder
        let files = FileManager.default
        try? files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        guard let names = try? files.contentsOfDirectory(atPath: folder),
            files.isWritableFile(atPath: folder)
        else { throw OutputError.unusable(folder) }
        let numbers = names.compactMap { name -> Int? in
            guard name.hasSuffix(".png"), let number = name.split(separator: "-").first else {
                return nil
            }
            return Int(number)
        }
        first = (numbers.max() ?? -1) + 1
    }

    /// Writes an image with its infotext and gives its path. The file appears whole or not at all.
    func write(_ image: FinishedImage) throws -> String {
        let number = String(first + image.plan.index)
        let padded = String(repeating: "0", count: max(5 - number.count, 0)) + number
        let suffix = image.beforeHires ? "-before-highres-fix" : ""
        let path = "\(folder)/\(padded)-\(image.plan.seed)\(suffix).png"
        let png = try PNG.encode(Image8(image.picture), texts: [.infotext(image.infotext)])
        try AtomicFile.write(png, to: path)
        return path
    }
}

/// What is wrong with the place for a program's results.
enum OutputError: Error, CustomStringConvertible {
    /// The folder is not there, cannot be made, or cannot be written to.
    case unusable(String)

    var description: String {
        switch self {
        case .unusable(let folder):
            "\(folder) cannot be used as a folder for images; give another with --output."
        }
    }
}
