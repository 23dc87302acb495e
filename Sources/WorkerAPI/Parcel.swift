import Foundation

/// Bytes with a message in front of them: four bytes of the message's length, most significant
/// first, the message as JSON, the bytes.
package enum Parcel {
    /// Bytes that a message may take.
    package static let messageLimit = 16 << 20

    /// One body of a message and bytes.
    package static func packed(_ message: some Encodable, _ bytes: [UInt8]) throws -> [UInt8] {
        let json = try JSONEncoder().encode(message)
        let length = UInt32(json.count)
        let head = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
        return head + json + bytes
    }

    /// The message and the bytes of a body.
    ///
    /// - Throws: ``WorkerAPIError/parcel`` if it is none; `DecodingError` if the message is another.
    package static func unpacked<Message: Decodable>(
        _ body: [UInt8], as type: Message.Type = Message.self
    ) throws -> (message: Message, bytes: ArraySlice<UInt8>) {
        guard body.count >= 4 else { throw WorkerAPIError.parcel }
        let length = body.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard length <= messageLimit, length <= body.count - 4 else { throw WorkerAPIError.parcel }
        let message = try JSONDecoder().decode(type, from: Data(body[4..<4 + length]))
        return (message, body[(4 + length)...])
    }
}

/// What is wrong with what a worker and a server said to each other.
package enum WorkerAPIError: Error, CustomStringConvertible {
    /// Bytes that should hold a message and a file do not.
    case parcel

    package var description: String {
        switch self {
        case .parcel: "the body is not a message with a file behind it."
        }
    }
}
