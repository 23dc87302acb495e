extension Container {
    /// Boxes (ISO/IEC 14496-12): the item of type `Exif` in the box `meta`, and where it lies.
    mutating func readAVIF(_ file: ArraySlice<UInt8>) {
        guard let meta = Box.all(in: file).first(where: { $0.type == "meta" }) else { return }
        let boxes = Box.all(in: meta.data.dropFirst(4))
        if let list = boxes.first(where: { $0.type == "iinf" })?.data,
            let places = boxes.first(where: { $0.type == "iloc" })?.data,
            let item = Self.exifItem(in: list),
            let extent = ItemPlaces(places)?.extent(of: item),
            let data = file.range(from: extent.offset, count: extent.count),
            let start = data.number(at: 0, bytes: 4), start <= data.count - 4
        {
            exif = EXIF(data.dropFirst(4 + start))
        }
        for properties in boxes where properties.type == "iprp" {
            let all = Box.all(in: properties.data).filter { $0.type == "ipco" }
            let sizes = all.flatMap { Box.all(in: $0.data) }.filter { $0.type == "ispe" }
            guard let size = sizes.first?.data else { continue }
            width = size.number(at: 4, bytes: 4) ?? 0
            height = size.number(at: 8, bytes: 4) ?? 0
        }
    }

    /// The number of the item whose type is `Exif`.
    private static func exifItem(in list: ArraySlice<UInt8>) -> Int? {
        let version = list.number(at: 0, bytes: 1)
        let entries = Box.all(in: list.dropFirst(version == 0 ? 6 : 8))
        for entry in entries where entry.type == "infe" {
            let bytes = entry.data.number(at: 0, bytes: 1) == 3 ? 4 : 2
            guard let type = entry.data.range(from: 4 + bytes + 2, count: 4) else { continue }
            if type.elementsEqual("Exif".utf8) { return entry.data.number(at: 4, bytes: bytes) }
        }
        return nil
    }
}

/// A box: its type and what is in it.
private struct Box {
    let type: String
    let data: ArraySlice<UInt8>

    /// Most boxes side by side that are looked at.
    private static let limit = 10_000

    /// The boxes that lie one behind the other in some bytes.
    static func all(in bytes: ArraySlice<UInt8>) -> [Box] {
        var boxes: [Box] = []
        var place = 0
        while boxes.count < limit, var size = bytes.number(at: place, bytes: 4),
            let type = bytes.range(from: place + 4, count: 4)
        {
            var header = 8
            if size == 1 {
                guard let high = bytes.number(at: place + 8, bytes: 4),
                    let low = bytes.number(at: place + 12, bytes: 4), high < 1 << 24
                else { break }
                (size, header) = (high << 32 | low, 16)
            } else if size == 0 {
                size = bytes.count - place
            }
            guard size >= header, let data = bytes.range(from: place, count: size) else { break }
            boxes.append(
                Box(type: String(decoding: type, as: UTF8.self), data: data.dropFirst(header)))
            place += size
        }
        return boxes
    }
}

/// The box `iloc`: where items lie in the file.
private struct ItemPlaces {
    private let data: ArraySlice<UInt8>
    private let version: Int
    private let sizes: (offset: Int, length: Int, base: Int, index: Int)

    init?(_ data: ArraySlice<UInt8>) {
        guard let version = data.number(at: 0, bytes: 1), version <= 2,
            let fields = data.number(at: 4, bytes: 2)
        else { return nil }
        self.data = data
        self.version = version
        sizes = (fields >> 12, fields >> 8 & 15, fields >> 4 & 15, version == 0 ? 0 : fields & 15)
        guard
            [sizes.offset, sizes.length, sizes.base, sizes.index]
                .allSatisfy([0, 4, 8].contains), sizes.length > 0
        else { return nil }
    }

    /// Where an item of one piece lies.
    func extent(of item: Int) -> (offset: Int, count: Int)? {
        let width = version < 2 ? 2 : 4
        var reader = FieldReader(data: data, place: 6)
        guard let items = reader.next(width) else { return nil }
        for _ in 0..<min(items, data.count) {
            guard let number = reader.next(width) else { return nil }
            let method = version == 0 ? 0 : reader.next(2)
            guard let method, reader.next(2) != nil, let base = reader.next(sizes.base),
                let pieces = reader.next(2)
            else { return nil }
            for _ in 0..<pieces {
                guard reader.next(sizes.index) != nil, let offset = reader.next(sizes.offset),
                    let count = reader.next(sizes.length)
                else { return nil }
                if number == item, method & 15 == 0 {
                    let (place, overflows) = base.addingReportingOverflow(offset)
                    return overflows ? nil : (place, count)
                }
            }
        }
        return nil
    }
}

/// Numbers one behind the other.
private struct FieldReader {
    let data: ArraySlice<UInt8>
    var place: Int

    /// The next number of so many bytes, 0 for none; `nil` at the end or beyond `Int`.
    mutating func next(_ bytes: Int) -> Int? {
        guard bytes > 0 else { return 0 }
        guard let number = data.number(at: place, bytes: bytes), number >= 0 else { return nil }
        place += bytes
        return number
    }
}
