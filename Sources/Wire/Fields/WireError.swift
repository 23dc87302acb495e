/// What is wrong with the values of a JSON text.
package struct WireError: Error, Hashable, Sendable {
    /// Problems that are told together.
    package static let most = 16

    /// What is wrong, in the order of the fields.
    package let problems: [Problem]

    /// One value that is not what it may be.
    package struct Problem: Hashable, Sendable {
        /// Where it is: "hires.scale", "init_images[0]"; empty for the whole.
        package let path: String
        /// What was found there, shortened: `"abc"`, `-3`, `a list`; `nil` where nothing was.
        package let found: String?
        /// What it should be: "a number from 1 to 1000".
        package let rule: String

        /// A problem.
        package init(path: String = "", found: String?, rule: String) {
            (self.path, self.found, self.rule) = (path, found, rule)
        }
    }

    /// Several problems.
    package init(_ problems: [Problem]) { self.problems = problems }

    /// A value that is not what it should be.
    package init(_ found: JSONValue, rule: String) {
        self.init([Problem(found: found.summary, rule: rule)])
    }

    /// The same problems, found within a member or an element: "scale", "[3]".
    package func within(_ place: String) -> WireError {
        WireError(
            problems.map {
                let path = $0.path
                let separator = path.isEmpty || path.hasPrefix("[") ? "" : "."
                return Problem(path: place + separator + path, found: $0.found, rule: $0.rule)
            })
    }
}

extension WireError: CustomStringConvertible {
    /// A sentence for each problem.
    package var description: String {
        let shown = problems.prefix(Self.most).map(\.description)
        let others = problems.count - shown.count
        return (shown + (others > 0 ? ["There are \(others) more problems."] : []))
            .joined(separator: " ")
    }
}

extension WireError.Problem: CustomStringConvertible {
    /// One sentence.
    package var description: String {
        let place = path.isEmpty ? "The body" : path
        guard let found else { return "\(place) is missing; give \(rule)." }
        return "\(place) is \(found); it should be \(rule)."
    }
}

extension JSONValue {
    /// The value in a few words for a message.
    package var summary: String {
        switch self {
        case .null, .bool, .integer, .number: serialised
        case .string(let text):
            JSONString.quoted(text.shown)
        case .array(let elements): elements.isEmpty ? "an empty list" : "a list"
        case .object: "an object"
        }
    }
}
