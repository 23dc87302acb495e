import Foundation

/// The styles of a `styles.csv`: rows of a name, a prompt and a negative prompt.
///
/// The first row names the columns `name`, `prompt` and `negative_prompt`, in any order and number; a
/// column `text` stands for a missing `prompt`. Rows without a name, or with one that begins with `#`,
/// are passed over; of two with one name the later counts, at the place of the first.
public struct StyleFile: Sendable, Equatable {
    /// The most bytes of a file.
    public static let mostBytes = 16 << 20
    /// The most styles of a file.
    public static let mostStyles = 10_000

    /// The styles, in the order of the file.
    public let styles: [Style]
    private let places: [String: Int]

    /// The styles' names, in the order of the file.
    public var names: [String] { styles.map(\.name) }

    /// These styles; of two with one name the later, at the place of the first.
    public init(_ styles: [Style]) {
        var places: [String: Int] = [:]
        var kept: [Style] = []
        for style in styles {
            if let place = places[style.name] {
                kept[place] = style
            } else {
                places[style.name] = kept.count
                kept.append(style)
            }
        }
        self.styles = kept
        self.places = places
    }

    /// Reads the bytes of a file in UTF-8, with or without a byte order mark. An empty one has no
    /// styles.
    ///
    /// - Throws: `PromptError.notAStyleFile` for a file without a column `name`, or one that is too
    ///   large.
    public init(_ bytes: [UInt8]) throws(PromptError) {
        guard bytes.count <= Self.mostBytes else {
            throw .notAStyleFile(reason: "it has more than \(Self.mostBytes >> 20) MiB")
        }
        var rows = CommaSeparatedRows(bytes)
        guard let columns = rows.next() else {
            self.init([Style]())
            return
        }
        guard let name = columns.lastIndex(of: "name") else {
            throw .notAStyleFile(reason: "its first line names no column \"name\"")
        }
        let prompt = columns.lastIndex(of: "prompt") ?? columns.lastIndex(of: "text")
        let negative = columns.lastIndex(of: "negative_prompt")
        var styles: [Style] = []
        while let row = rows.next() {
            func field(_ column: Int?) -> String {
                column.flatMap { row.indices.contains($0) ? row[$0] : nil } ?? ""
            }
            let name = field(name)
            if name.allSatisfy(\.isWhitespace) || name.unicodeScalars.first == "#" { continue }
            guard styles.count < Self.mostStyles else {
                throw .notAStyleFile(reason: "it has more than \(Self.mostStyles) styles")
            }
            styles.append(
                Style(name: name, prompt: field(prompt), negativePrompt: field(negative)))
        }
        self.init(styles)
    }

    /// Reads the file at `path`.
    public init(contentsOf path: String) throws(PromptError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw .stylesUnreadable(
                path: path, reason: exists ? "it cannot be opened" : "there is no such file")
        }
        try self.init([UInt8](data))
    }

    /// The style of a name, exactly spelt or else in any case.
    public subscript(name: String) -> Style? {
        if let place = places[name] { return styles[place] }
        let name = name.lowercased()
        return styles.first { $0.name.lowercased() == name }
    }
}
