#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Small values as JSON text in a column.
enum JSONText {
    static func write(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// - Throws: `JobStoreError.damaged`.
    static func read<Value: Decodable>(
        _ text: String, as type: Value.Type = Value.self
    ) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw JobStoreError.damaged("a column of \(type) in jobs.sqlite")
        }
    }
}
