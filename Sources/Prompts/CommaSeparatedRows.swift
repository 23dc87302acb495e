/// The rows of comma-separated text, as spreadsheets and Python's csv module write them.
///
/// Fields are parted by commas, rows by line breaks of any kind. A field that begins with a quotation
/// mark goes on to the next one, over commas and line breaks; two of them are one that is meant; what
/// follows the end belongs to the field too. Spaces before a field are dropped. Empty lines are no rows.
struct CommaSeparatedRows: IteratorProtocol {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) {
        rest = Substring(text).unicodeScalars
        if rest.first == "\u{feff}" { rest.removeFirst() }
    }

    mutating func next() -> [String]? {
        while let first = rest.first, first == "\n" || first == "\r" { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        var row: [String] = []
        repeat { row.append(field()) } while take(",")
        rest = rest.drop { $0 == "\r" }
        _ = take("\n")
        return row
    }

    private mutating func field() -> String {
        rest = rest.drop { $0 == " " }
        var field = String.UnicodeScalarView()
        if take("\"") {
            repeat {
                field += rest.prefix { $0 != "\"" }
                rest = rest.drop { $0 != "\"" }
                _ = take("\"")
                if rest.first == "\"" { field.append("\"") }
            } while take("\"")
        }
        let end = rest.firstIndex { $0 == "," || $0 == "\n" || $0 == "\r" } ?? rest.endIndex
        field += rest[..<end]
        rest = rest[end...]
        return String(field)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }
}
