/// The rows of comma-separated text in UTF-8, as spreadsheets and Python's csv module write them.
///
/// Fields are parted by commas, rows by line breaks of any kind. A field that begins with a quotation
/// mark goes on to the next one, over commas and line breaks; two of them are one that is meant; what
/// follows the end belongs to the field too. Spaces before a field are dropped. Empty lines are no rows.
struct CommaSeparatedRows: IteratorProtocol {
    private let bytes: [UInt8]
    private var index: Int

    private static let quote = UInt8(ascii: "\"")

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        index = bytes.starts(with: mark) ? mark.count : 0
    }

    mutating func next() -> [String]? {
        skip { $0 == 0x0a || $0 == 0x0d }
        guard index < bytes.count else { return nil }
        var row: [String] = []
        repeat { row.append(field()) } while take(UInt8(ascii: ","))
        return row
    }

    private mutating func field() -> String {
        skip { $0 == 0x20 }
        var field: [UInt8] = []
        var isQuoted = take(Self.quote)
        while index < bytes.count {
            let byte = bytes[index]
            let isQuote = byte == Self.quote
            if isQuoted, isQuote, bytes.dropFirst(index + 1).first != Self.quote {
                isQuoted = false
                index += 1
                continue
            }
            if !isQuoted, byte == UInt8(ascii: ",") || byte == 0x0a || byte == 0x0d { break }
            field.append(byte)
            index += isQuoted && isQuote ? 2 : 1
        }
        return String(decoding: field, as: UTF8.self)
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while index < bytes.count, condition(bytes[index]) { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }
}
