/// The parts of a JPEG up to the picture's data, one after the other.
struct JPEGParts {
    /// Most parts that are followed. EXIF data, profiles and thumbnails take a few hundred at most.
    private static let limit = 2000
    /// Most bytes that may stand between two parts.
    private static let fillLimit = 1000

    /// A part: what it is, and what is in it.
    struct Part {
        let marker: Int
        let data: ArraySlice<UInt8>

        /// Whether it is the header of a picture.
        var isFrame: Bool {
            (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
        }
    }

    private let file: ArraySlice<UInt8>
    private var count = 0
    /// Where the next part is looked for.
    private(set) var place = 2

    init(_ file: ArraySlice<UInt8>) {
        self.file = file
    }

    /// The next part that has data; `nil` where the picture's data begins, at the end mark, and
    /// after more parts than are followed.
    mutating func next() throws(ImagingError) -> Part? {
        while count < Self.limit {
            count += 1
            guard let marker = nextMarker() else {
                throw .damaged(.jpeg, "there is no part at byte \(place)")
            }
            if marker == 0x01 || (0xD0...0xD8).contains(marker) { continue }  // no length
            guard marker != 0xDA, marker != 0xD9 else { return nil }
            // The length counts itself; decoders pass over the two bytes even of those that do not.
            guard let length = file.number(at: place, bytes: 2).map({ max($0, 2) }),
                let data = file.range(from: place + 2, count: length - 2)
            else { throw .damaged(.jpeg, "the part at byte \(place) is cut off") }
            place += length
            return Part(marker: marker, data: data)
        }
        return nil
    }

    /// The marker at the next `FF` that another byte follows. Decoders pass over what stands before
    /// it, of which some cameras write a few bytes.
    private mutating func nextMarker() -> Int? {
        for start in place..<place + Self.fillLimit {
            guard let pair = file.number(at: start, bytes: 2) else { return nil }
            if pair > 0xFF00, pair < 0xFFFF {
                place = start + 2
                return pair & 0xFF
            }
        }
        return nil
    }
}
