import Foundation

extension JSONValue {
    /// What an encodable value is as JSON.
    ///
    /// - Throws: what it throws itself; `JSONError` if that is no JSON.
    package init(encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        self = try JSONValue(parsing: [UInt8](encoder.encode(value)))
    }
}
