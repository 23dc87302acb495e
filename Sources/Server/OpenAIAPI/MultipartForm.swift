import HTTPTypes

/// A form with files (`multipart/form-data`, RFC 7578), read strictly: what breaks a rule is refused, and
/// nothing is read twice.
struct MultipartForm {
    /// A field of the form.
    struct Part {
        let name: String
        /// The name of a file; `nil` for a value.
        let fileName: String?
        let bytes: ArraySlice<UInt8>

        /// The value as text.
        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// The fields, in their order.
    let parts: [Part]

    private static let partLimit = 64
    private static let headLimit = 8192
    private static let boundaryLimit = 70
    private static let lineEnd: [UInt8] = [13, 10]

    /// A form of a body.
    ///
    /// - Parameter contentType: the value of the field of that name.
    /// - Throws: ``APIError`` with what is wrong.
    init(_ body: [UInt8], contentType: String) throws {
        guard let boundary = Self.parameter("boundary", of: contentType),
            (1...Self.boundaryLimit).contains(boundary.utf8.count)
        else { throw Self.malformed("the content type names no boundary") }
        let delimiter = Array("--\(boundary)".utf8)
        guard body.starts(with: delimiter) else {
            throw Self.malformed("it does not begin with its boundary")
        }
        var parts: [Part] = []
        var place = delimiter.count
        let next = Self.lineEnd + delimiter
        while !body[place...].starts(with: Array("--".utf8)) {
            guard parts.count < Self.partLimit else {
                throw Self.malformed("it has more than \(Self.partLimit) fields")
            }
            guard body[place...].starts(with: Self.lineEnd) else {
                throw Self.malformed("a boundary does not end its line")
            }
            guard let end = Search.first(next, in: body, from: place) else {
                throw Self.malformed("its last boundary is missing")
            }
            // An empty head begins at the line's end itself.
            parts.append(try Self.part(body[(place + 2)..<max(end, place + 2)]))
            place = end + next.count
        }
        self.parts = parts
    }

    /// The last field of a name.
    subscript(_ name: String) -> Part? { parts.last { $0.name == name } }

    /// All fields of a name, or of that name with brackets behind it, as lists are sent.
    func all(_ name: String) -> [Part] {
        parts.filter { $0.name == name || $0.name == name + "[]" }
    }

    private static func part(_ bytes: ArraySlice<UInt8>) throws -> Part {
        let blank = lineEnd + lineEnd
        let window = Array(bytes.prefix(headLimit + blank.count))
        guard let end = Search.first(blank, in: window, from: 0) else {
            throw malformed("the head of a field does not end within \(headLimit) bytes")
        }
        let head = String(decoding: window[..<end], as: UTF8.self)
        let content = bytes[(bytes.startIndex + end + blank.count)...]
        for line in head.split(separator: "\r\n") {
            let words = line.split(separator: ":", maxSplits: 1)
            guard words.count == 2, words[0].lowercased() == "content-disposition" else { continue }
            guard let name = parameter("name", of: String(words[1])) else { break }
            return Part(
                name: name, fileName: parameter("filename", of: String(words[1])), bytes: content)
        }
        throw malformed("a field has no name")
    }

    /// A parameter of a header's value, quoted or not.
    private static func parameter(_ name: String, of value: String) -> String? {
        for piece in value.split(separator: ";").dropFirst() {
            let pair = piece.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, trimmed(pair[0]).lowercased() == name else { continue }
            let text = trimmed(pair[1])
            guard text.hasPrefix("\"") else { return text }
            return text.count >= 2 && text.hasSuffix("\"")
                ? String(text.dropFirst().dropLast()) : nil
        }
        return nil
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func malformed(_ what: String) -> APIError {
        APIError(.badRequest, "malformed_form", "the form cannot be read: \(what).")
    }
}

/// Looking for bytes in bytes.
private enum Search {
    /// Where some bytes begin, in linear time for such as begin with a byte that is rare.
    static func first(_ wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard let head = wanted.first, bytes.count >= wanted.count else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            var place = start
            while place <= bytes.count - wanted.count {
                guard let found = bytes[place...].firstIndex(of: head) else { return nil }
                guard found <= bytes.count - wanted.count else { return nil }
                if bytes[found..<found + wanted.count].elementsEqual(wanted) { return found }
                place = found + 1
            }
            return nil
        }
    }
}
