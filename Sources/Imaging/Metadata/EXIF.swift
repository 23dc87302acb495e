/// What is used of a picture's EXIF data (CIPA DC-008): how a camera held it, and the comment in
/// which the web UIs keep how it was made.
struct EXIF: Equatable {
    /// How the picture is to be turned, 1…8.
    let orientation: Int
    /// The user's comment.
    let comment: String?

    /// Most entries of a directory that are looked at.
    private static let entryLimit = 1000

    /// Reads a TIFF structure: its first directory and the EXIF directory that it points at. What
    /// is beyond the data or of another type than it should be is passed over.
    init?(_ data: ArraySlice<UInt8>) {
        let isLittle: Bool
        switch data.number(at: 0, bytes: 2) {
        case 0x4949: isLittle = true
        case 0x4D4D: isLittle = false
        default: return nil
        }
        let file = TIFF(data: data, littleEndian: isLittle)
        guard file.number(at: 2, bytes: 2) == 42, let first = file.number(at: 4, bytes: 4) else {
            return nil
        }
        let main = file.entries(of: first, limit: Self.entryLimit)
        let place = main.last { $0.tag == 0x8769 }?.number
        let inner = place.map { file.entries(of: $0, limit: Self.entryLimit) } ?? []
        orientation = main.first { $0.tag == 0x0112 }?.number ?? 1
        comment = (inner + main).first { $0.tag == 0x9286 }?.bytes.flatMap {
            UserComment.text($0, littleEndian: isLittle)
        }
    }
}

/// A file of directories, each of entries with a tag.
private struct TIFF {
    let data: ArraySlice<UInt8>
    let littleEndian: Bool

    struct Entry {
        let tag: Int
        /// The value of an entry that holds one number.
        let number: Int?
        /// The value of an entry of bytes.
        let bytes: ArraySlice<UInt8>?
    }

    func number(at offset: Int, bytes count: Int) -> Int? {
        data.number(at: offset, bytes: count, littleEndian: littleEndian)
    }

    /// The entries of the directory at an offset, as far as they lie in the file.
    func entries(of directory: Int, limit: Int) -> [Entry] {
        guard let count = number(at: directory, bytes: 2) else { return [] }
        var entries: [Entry] = []
        for index in 0..<min(count, limit) {
            guard let entry = entry(at: directory + 2 + 12 * index) else { break }
            entries.append(entry)
        }
        return entries
    }

    /// An entry: tag, type, count, and the value or, of more than four bytes, where it lies.
    private func entry(at offset: Int) -> Entry? {
        guard let tag = number(at: offset, bytes: 2), let type = number(at: offset + 2, bytes: 2),
            let count = number(at: offset + 4, bytes: 4),
            let place = number(at: offset + 8, bytes: 4)
        else { return nil }
        let (short, long, text, undefined) = (3, 4, [1, 2], 7)
        var value: Int?
        if type == short, count == 1 { value = number(at: offset + 8, bytes: 2) }
        if type == long, count == 1 { value = place }
        var bytes: ArraySlice<UInt8>?
        if type == undefined || text.contains(type) {
            bytes = data.range(from: count <= 4 ? offset + 8 : place, count: count)
        }
        return Entry(tag: tag, number: value, bytes: bytes)
    }
}
