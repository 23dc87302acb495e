import Foundation

/// A file with a secret.
enum SecretFile {
    /// What is wrong with such a file.
    enum Failure: Error, CustomStringConvertible {
        case unreadable(String)
        case exposed(String)
        case empty(String)

        var description: String {
            switch self {
            case .unreadable(let file): "\(file) cannot be read; give a file with a token."
            case .exposed(let file): "other users can read \(file); close it: chmod 600 \(file)."
            case .empty(let file): "\(file) has no token; write one on its first line."
            }
        }
    }

    /// The first line of a file that is closed to other users.
    static func line(of file: String) throws(Failure) -> String {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: file),
            let mode = attributes[.posixPermissions] as? NSNumber,
            let data = FileManager.default.contents(atPath: file)
        else { throw .unreadable(file) }
        // One that root owns for its own group is handed out by a service manager, as in
        // `Credentials(file:)`.
        let owners = [attributes[.ownerAccountID], attributes[.groupOwnerAccountID]]
        let isHandedOut = owners.allSatisfy { ($0 as? NSNumber)?.intValue == 0 }
        guard mode.intValue & (isHandedOut ? 0o037 : 0o077) == 0 else { throw .exposed(file) }
        let line = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first
        guard let line, !line.isEmpty else { throw .empty(file) }
        return String(line)
    }
}
