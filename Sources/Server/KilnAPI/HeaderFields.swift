import Wire

extension Operation.Header {
    /// A key of a client's choosing.
    static let idempotencyKey = Self(
        "Idempotency-Key",
        "A key of your choosing: the same key again gives the same job. A key in the body wins.")
    /// The last event that a stream's reader has seen.
    static let lastEvent = Self(
        "Last-Event-ID", "The number of the last event that was seen; the stream goes on after it.",
        schema: ["type": "integer", "minimum": 0])
    static let ifNoneMatch = Self("If-None-Match", "The ETag of a file that is there already.")
    static let range = Self("Range", "A part of the file: bytes=0-1023.")
    static let eTag = Self("ETag", "The file's SHA-256 in quotes.")
    static let acceptRanges = Self("Accept-Ranges", "Always bytes.")
    static let contentRange = Self("Content-Range", "Which part of how many bytes it is.")
}
