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
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
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
