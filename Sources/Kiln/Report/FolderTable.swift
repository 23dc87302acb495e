/// A folder's report as a table for a terminal: one line a file, the columns of all groups in line.
///
/// Where the terminal is too narrow for what a file can be used for, that goes on a line of its own;
/// where even the rest is too wide, names and descriptions are shortened.
public struct FolderTable: Sendable {
    private let report: FolderReport
    private let width: Int
    private let isStyled: Bool
    private let name: Int
    private let summary: Int
    private let type: Int
    private let usesOwnLine: Bool

    private static let gap = 2, size = 7, hash = 10, indent = 2
    private static let least = (name: 12, summary: 14)

    /// The table of a report.
    ///
    /// - Parameters:
    ///   - width: columns of the terminal; `nil` for no limit.
    ///   - styled: whether headings are bold and hints dim, by ANSI's sequences.
    public init(_ report: FolderReport, width: Int? = nil, styled: Bool = false) {
        self.report = report
        self.width = width ?? .max
        isStyled = styled
        let files = report.groups.flatMap(\.files)
        let type = files.map { ($0.type ?? "–").count }.max() ?? 1
        let fixed = Self.indent + Self.size + type + Self.hash + 4 * Self.gap
        var name = files.map { $0.name.printable.count }.max() ?? 0
        var summary = files.map { $0.summary.count }.max() ?? 0
        let use = files.filter { $0.error == nil }.map { $0.use.printable.count }.max() ?? 0
        usesOwnLine = fixed + name + summary + Self.gap + use > self.width
        let room = self.width - fixed
        if usesOwnLine, name + summary > room {
            summary = max(Self.least.summary, min(summary, room - min(name, room / 2)))
            name = max(Self.least.name, min(name, room - summary))
        }
        (self.name, self.summary, self.type) = (name, summary, type)
    }

    /// The table's lines.
    public var text: String {
        let groups = report.groups.map { group in
            ([heading(group)] + group.files.flatMap(lines)).joined(separator: "\n")
        }
        return (groups + [footer]).joined(separator: "\n\n")
    }

    private func heading(_ group: FolderReport.Group) -> String {
        let bytes = group.files.reduce(0) { $0.addingReportingOverflow($1.bytes).partialValue }
        let count = Self.count(group.files.count, "file")
        return bold(group.title)
            + dim("  \(group.folder.printable) · \(count), \(ByteCount.text(bytes))")
    }

    private func lines(_ entry: FolderReport.Entry) -> [String] {
        let cells = [
            Self.shortened(entry.name.printable, to: name, inMiddle: true).padded(to: name),
            Self.shortened(entry.summary.printable, to: summary, inMiddle: false)
                .padded(to: summary),
            ByteCount.text(entry.bytes).padded(to: Self.size, atStart: true),
            (entry.type ?? "–").padded(to: type),
            (entry.sha256.map { String($0.prefix(Self.hash)) } ?? "–").padded(to: Self.hash),
        ]
        let line =
            String(repeating: " ", count: Self.indent)
            + cells.joined(separator: String(repeating: " ", count: Self.gap))
        let use = entry.use.printable
        if entry.error == nil, !usesOwnLine {
            return [line + String(repeating: " ", count: Self.gap) + mark(use, entry)]
        }
        let own = String(repeating: " ", count: 2 * Self.indent) + "→ "
        return [line.trimmed, own + mark(wrapped(use), entry)]
    }

    /// A long reason over several lines, so that no word is cut by the terminal.
    private func wrapped(_ text: String) -> String {
        let room = max(40, width == .max ? .max : width - 2 * Self.indent - 2)
        var lines: [String] = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + 1 + word.count <= room {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n" + String(repeating: " ", count: 2 * Self.indent + 2))
    }

    private var footer: String {
        let files = report.groups.flatMap(\.files)
        guard !files.isEmpty else { return "no model files." }
        let bytes = files.reduce(0) { $0.addingReportingOverflow($1.bytes).partialValue }
        var parts = ["\(Self.count(files.count, "file")), \(ByteCount.text(bytes))"]
        let broken = files.count { $0.error != nil }
        if broken > 0 { parts.append("\(broken) cannot be read") }
        let unhashed = files.count { $0.sha256 == nil && $0.error == nil }
        if unhashed > 0 { parts.append("\(unhashed) without hash (--hash computes them)") }
        return dim(parts.joined(separator: "; "))
    }
}

// MARK: - Characters

extension FolderTable {
    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)" + (number == 1 ? "" : "s")
    }

    /// A text cut to a length, with an ellipsis in the middle (names keep both their ends) or at the
    /// end.
    private static func shortened(_ text: String, to length: Int, inMiddle: Bool) -> String {
        guard text.count > length, length > 1 else { return text }
        guard inMiddle else { return text.prefix(length - 1) + "…" }
        let end = (length - 1) / 2
        return text.prefix(length - 1 - end) + "…" + text.suffix(end)
    }

    private func bold(_ text: String) -> String { isStyled ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    private func dim(_ text: String) -> String { isStyled ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

    private func mark(_ use: String, _ entry: FolderReport.Entry) -> String {
        entry.isUsable ? use : dim(use)
    }
}

extension String {
    fileprivate func padded(to length: Int, atStart: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, length - count))
        return atStart ? space + self : self + space
    }

    fileprivate var trimmed: String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}
