extension EXIF {
    /// EXIF data with nothing in it but the user's comment, in UTF-16 with the high byte first, as
    /// the web UIs write it.
    ///
    /// The first directory has one entry, which says where the EXIF directory lies; that one has
    /// the comment, which lies behind it.
    static func data(comment: String) -> [UInt8] {
        let text = Array("UNICODE\0".utf8) + comment.utf16.flatMap(\.bigEndianBytes)
        let (start, directory) = (UInt32(8), UInt32(2 + 12 + 4))
        let (long, undefined) = (UInt16(4), UInt16(7))
        var data = Array("MM\0*".utf8) + start.bigEndianBytes
        data += UInt16(1).bigEndianBytes
        data += UInt16(0x8769).bigEndianBytes + long.bigEndianBytes
        data += UInt32(1).bigEndianBytes + (start + directory).bigEndianBytes
        data += UInt32(0).bigEndianBytes
        data += UInt16(1).bigEndianBytes
        data += UInt16(0x9286).bigEndianBytes + undefined.bigEndianBytes
        data += UInt32(clamping: text.count).bigEndianBytes
        data += (start + 2 * directory).bigEndianBytes
        data += UInt32(0).bigEndianBytes
        return data + text
    }
}
