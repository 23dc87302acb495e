/// What stands in a JPEG before the picture.
enum JPEGSegments {
    /// Most UTF-16 code units of a comment that a segment has room for: its length is a number of
    /// two bytes, and there is more in it than the comment.
    static let commentLimit = (0xFFFF - 2 - header.count - EXIF.data(comment: "").count) / 2

    private static let header = Array("Exif\0\0".utf8)

    /// The file with EXIF data in a segment APP1, behind the one that says it is JFIF.
    static func inserting(exif: [UInt8], into file: [UInt8]) throws(ImagingError) -> [UInt8] {
        let data = header + exif
        guard let length = UInt16(exactly: data.count + 2) else {
            throw .textTooLong(.jpeg, limit: commentLimit)
        }
        var place = 2
        if file[...].number(at: 2, bytes: 2) == 0xFFE0, let size = file[...].number(at: 4, bytes: 2)
        {
            place = min(4 + size, file.count)
        }
        var output = file
        output.insert(contentsOf: [0xFF, 0xE1] + length.bigEndianBytes + data, at: place)
        return output
    }
}
