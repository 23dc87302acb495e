import HTTPTypes

/// A file that does not change, as one answers who has it already, or wants a part of it (RFC 9110,
/// sections 13 and 14).
struct FileReply {
    /// The whole; it need not be read for who has it already.
    let bytes: [UInt8]
    /// The media type.
    let type: String
    /// A name that no other content has, without quotes.
    let tag: String

    /// The answer to a request: the whole, a part (206), that it has not changed (304).
    ///
    /// - Throws: 416, if the part that is asked for is not there.
    func reply(to head: HTTPRequest) throws -> Reply {
        var reply = Reply.bytes(bytes, type: type)
        if Self.isKnown(tag, to: head) {
            reply = .empty(.notModified)
        } else if let range = try range(of: head) {
            reply = .bytes(Array(bytes[range]), type: type)
            reply.status = .partialContent
            reply.fields[.contentRange] =
                "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)"
        }
        reply.fields[.eTag] = "\"\(tag)\""
        reply.fields[.acceptRanges] = "bytes"
        return reply
    }

    /// Whether who asks has the file: its list of tags has this one, or stands for all. Weak ones count
    /// (section 13.1.2).
    static func isKnown(_ tag: String, to head: HTTPRequest) -> Bool {
        (head.headerFields[.ifNoneMatch] ?? "").split(separator: ",").contains { item in
            let item = item.filter { $0 != " " && $0 != "\t" }
            return item == "*" || item == "\"\(tag)\"" || item == "W/\"\(tag)\""
        }
    }

    /// The one part that is asked for; `nil` for the whole, which also answers several parts and what
    /// is no range.
    private func range(of head: HTTPRequest) throws -> Range<Int>? {
        if let condition = head.headerFields[.ifRange], condition != "\"\(tag)\"" { return nil }
        guard head.method == .get, let text = head.headerFields[.range]?.lowercased(),
            text.hasPrefix("bytes=")
        else { return nil }
        let ends = text.dropFirst("bytes=".count).split(
            separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.place(ends[0]), let last = Self.place(ends[1])
        else { return nil }
        let count = bytes.count
        let range: (from: Int, to: Int)
        switch (first, last) {
        case (nil, nil): return nil
        case (nil, let length?): range = (max(count - length, 0), count - 1)
        case (let start?, nil): range = (start, count - 1)
        case (let start?, let end?):
            guard end >= start else { return nil }
            range = (start, min(end, count - 1))
        }
        guard range.from <= range.to else { throw notThere }
        return range.from..<range.to + 1
    }

    /// A number of a range: `.some(nil)` where none stands, `nil` for what is no number.
    private static func place(_ text: Substring) -> Int?? {
        let text = text.filter { $0 != " " && $0 != "\t" }
        guard !text.isEmpty else { return .some(nil) }
        guard text.utf8.count <= 18, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return .some(Int(text))
    }

    private var notThere: APIError {
        var error = APIError(
            .rangeNotSatisfiable, "no_such_range", "the file has \(bytes.count) bytes.")
        error.fields[.contentRange] = "bytes */\(bytes.count)"
        return error
    }
}
