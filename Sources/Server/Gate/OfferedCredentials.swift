import Foundation
import HTTPTypes

/// What a request's Authorization field offers.
enum OfferedCredentials: Sendable {
    case bearer(String)
    case basic(user: String, password: String)

    /// Nil where there is no such field, more than one, or one that is neither `Bearer` (RFC 6750) nor `Basic`
    /// (RFC 7617).
    init?(_ request: HTTPRequest) {
        let fields = request.headerFields[values: .authorization]
        guard fields.count == 1, let field = fields.first,
            let space = field.firstIndex(of: " ")
        else { return nil }
        let value = field[space...].trimmed
        switch field[..<space].lowercased() {
        case "bearer" where !value.isEmpty: self = .bearer(String(value))
        case "basic":
            guard let data = Data(base64Encoded: String(value)),
                let pair = String(validating: data, as: UTF8.self),
                let colon = pair.firstIndex(of: ":")
            else { return nil }
            let password = pair[pair.index(after: colon)...]
            self = .basic(user: String(pair[..<colon]), password: String(password))
        default: return nil
        }
    }
}
