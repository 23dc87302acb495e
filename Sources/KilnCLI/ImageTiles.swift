import ArgumentParser
import Imaging
import WebUI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The pictures of a folder, each with what its infotext says at one entry.
struct ImageTiles {
    private let folder: String
    private let label: String
    private let columns: Int
    private let names: [String]

    /// The pictures in a folder that have an infotext, in the order of their names.
    init(in folder: String, label: String, columns: Int) throws {
        guard (1...64).contains(columns) else {
            throw ValidationError("--columns is \(columns); it may be 1 to 64")
        }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw ValidationError("there is no folder \(folder)")
        }
        self.folder = folder
        self.label = label
        self.columns = columns
        self.names = names.sorted().filter {
            $0.hasSuffix(".png") && !$0.hasSuffix("contact-sheet.png")
        }
    }

    /// All pictures on one sheet.
    func sheet() throws -> Image8 {
        let tiles = try names.compactMap(tile)
        guard !tiles.isEmpty else {
            throw ValidationError("\(folder) holds no picture that says how it was made")
        }
        let rows = stride(from: 0, to: tiles.count, by: columns).map { start in
            let row = tiles[start..<min(start + columns, tiles.count)]
            return ContactSheet.Row(row.map(\.picture), labels: row.map(\.label))
        }
        return try ContactSheet(titles: [], rows: rows).rendered()
    }

    private func tile(_ name: String) throws -> (picture: Image8, label: String)? {
        let bytes = try ImageFile.bytes(of: "\(folder)/\(name)")
        guard let text = try PNG.infotext(in: bytes) else { return nil }
        let entries = Infotext(parsing: text).entries
        let entry = entries.first { $0.key.lowercased() == label.lowercased() }
        return (try ImageFile.decode(bytes), entry?.value ?? "-")
    }
}
