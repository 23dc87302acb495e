/// A prompt without its comments.
///
/// A line that begins with `#` gives way to one line break, together with those around it. Any other
/// `#` and what follows up to the end of its line, that included, gives way to one too: colours like
/// `#fff` are lost, as in the web UI. Takes linear time.
public func promptWithoutComments(_ prompt: String) -> String {
    prompt.unicodeScalars.contains("#") ? LocatedText(prompt).withoutComments().string : prompt
}

extension LocatedText {
    /// First the lines that are comments, then the comments behind text.
    func withoutComments() -> LocatedText {
        replacingComments { text, hash in
            if hash == 0 { return hash }
            return text[hash - 1] == "\n" ? hash - 1 : nil
        }.replacingComments { _, hash in hash }
    }

    /// - Parameter start: Where a comment whose `#` is at an index begins, or `nil` if it is none.
    ///   Line breaks that belong to the comment before are none of its.
    private func replacingComments(
        from start: ([Unicode.Scalar], _ hash: Int) -> Int?
    ) -> LocatedText {
        var kept = LocatedText()
        var index = 0
        var search = 0
        while let hash = scalars[search...].firstIndex(of: "#") {
            guard let begin = start(scalars, hash), begin >= index else {
                search = hash + 1
                continue
            }
            kept.append(self, index..<begin)
            kept.append("\n", from: offsets[begin])
            let end = scalars[hash...].firstIndex(of: "\n")
            index = end.map { $0 + 1 } ?? scalars.count
            search = index
        }
        kept.append(self, index..<scalars.count)
        return kept
    }
}
