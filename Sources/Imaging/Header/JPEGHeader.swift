extension PictureHeader {
    /// The frame's header, which says the size; the parts before it are passed over.
    static func jpeg(_ file: ArraySlice<UInt8>) throws(ImagingError) -> PictureHeader {
        var parts = JPEGParts(file)
        while let part = try parts.next() {
            if part.isFrame { return try frame(part.data, part.marker) }
        }
        throw .damaged(.jpeg, "there is no header of a picture up to byte \(parts.place)")
    }

    private static func frame(
        _ data: ArraySlice<UInt8>, _ marker: Int
    ) throws(ImagingError) -> PictureHeader {
        guard let depth = data.number(at: 0, bytes: 1), let height = data.number(at: 1, bytes: 2),
            let width = data.number(at: 3, bytes: 2), let channels = data.number(at: 5, bytes: 1),
            data.count == 6 + 3 * channels
        else { throw .damaged(.jpeg, "the header of its picture is cut off") }
        // Baseline, extended, progressive, and two of them with arithmetic coding.
        guard [0xC0, 0xC1, 0xC2, 0xC9, 0xCA].contains(marker), depth == 8 else {
            throw .unsupported(.jpeg, "is of a rare kind (lossless, of levels, or of 12 bits)")
        }
        guard channels != 4 else { throw .unsupported(.jpeg, "has four inks (CMYK)") }
        guard channels == 1 || channels == 3 else {
            throw .damaged(.jpeg, "it says that it has \(channels) channels")
        }
        return try PictureHeader(.jpeg, width: width, height: height, samples: (8, channels))
    }
}
