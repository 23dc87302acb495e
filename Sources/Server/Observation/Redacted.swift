/// A text that must not reach a log, such as a prompt: wherever it is described, only its length is told.
package struct Redacted: Sendable, Hashable {
    /// The text itself.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

extension Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        text.count == 1 ? "‹1 character›" : "‹\(text.count) characters›"
    }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
