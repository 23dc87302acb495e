import ArgumentParser
import Imaging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The images of a folder, each result with the first pass it came from.
struct ImagePairs {
    private struct Pair {
        let before: String
        let after: String
    }

    private static let suffix = "-before-highres-fix.png"
    private let folder: String
    private let pairs: [Pair]

    /// The pairs in a folder, in the order of their names.
    init(in folder: String) throws {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw ValidationError("there is no folder \(folder)")
        }
        let present = Set(names)
        self.folder = folder
        pairs = names.sorted().compactMap { name in
            guard name.hasSuffix(Self.suffix) else { return nil }
            let after = String(name.dropLast(Self.suffix.count)) + ".png"
            return present.contains(after) ? Pair(before: name, after: after) : nil
        }
        guard !pairs.isEmpty else {
            throw ValidationError(
                "\(folder) holds no pair of first pass and result; make some with --save-before-hires"
            )
        }
    }

    /// All pairs on one sheet, each first pass enlarged to its result's size, the prompt below.
    func sheet() throws -> Image8 {
        let rows = try pairs.map { pair in
            let (before, _) = try read(pair.before)
            let (after, infotext) = try read(pair.after)
            let enlarged = try Resampling.lanczos(
                FloatImage(before), width: after.width, height: after.height)
            let prompt = infotext.split(separator: "\n").first.map(String.init) ?? ""
            return ContactSheet.Row([Image8(enlarged), after], caption: prompt)
        }
        return try ContactSheet(
            titles: ["First pass, enlarged", "After the hires pass"], rows: rows
        ).rendered()
    }

    private func read(_ name: String) throws -> (picture: Image8, infotext: String) {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
        let bytes = [UInt8](data)
        return (try PNG.decode(bytes), try PNG.infotext(in: bytes) ?? "")
    }
}
