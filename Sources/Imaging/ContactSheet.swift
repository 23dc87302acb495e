/// Many pictures on one: rows of pictures side by side with a label under each picture and a caption
/// under each row, and titles over the columns.
public struct ContactSheet: Sendable {
    /// Titles of the columns, from the left.
    public var titles: [String]
    /// The rows, from the top.
    public var rows: [Row]

    /// Pictures side by side, with what is written under them.
    public struct Row: Sendable {
        /// The pictures, one to a column; a row may have fewer than there are columns.
        public var pictures: [Image8]
        /// What is written under each of them, in its column; there may be none.
        public var labels: [String]
        /// What is written under all of them, over as many lines as it needs.
        public var caption: String

        /// A row of pictures with labels and a caption.
        public init(_ pictures: [Image8], labels: [String] = [], caption: String = "") {
            self.pictures = pictures
            self.labels = labels
            self.caption = caption
        }
    }

    /// A sheet of titles and rows.
    public init(titles: [String], rows: [Row]) {
        self.titles = titles
        self.rows = rows
    }

    /// The sheet as one picture.
    ///
    /// - Throws: `ImagingError.badSize` for a sheet without pictures or beyond what a picture holds.
    public func rendered() throws(ImagingError) -> Image8 {
        guard rows.contains(where: { !$0.pictures.isEmpty }) else {
            throw .badSize(width: 0, height: 0)
        }
        let layout = Layout(self)
        var canvas = try Canvas(
            width: layout.width, height: layout.height, background: .grey(250))
        for (lines, x) in zip(layout.titles, layout.columns) {
            canvas.draw(lines, x: x, y: layout.margin, scale: layout.scale, colour: .grey(110))
        }
        var y = layout.firstRow
        for row in rows { y = layout.draw(row, at: y, on: &canvas) }
        return canvas.image
    }
}

// MARK: - Layout

extension ContactSheet {
    /// Where things stand. All lengths are in pixels.
    private struct Layout {
        /// Room around the sheet and between pictures.
        let margin: Int
        /// Size of one of the type's pixels.
        let scale: Int
        /// Left edges of the columns.
        let columns: [Int]
        private let widths: [Int]
        /// The titles' lines, column by column.
        let titles: [[String]]
        let width: Int
        /// Top of the first row of pictures.
        let firstRow: Int
        private(set) var height = 0

        init(_ sheet: ContactSheet) {
            let count = sheet.rows.map(\.pictures.count).max() ?? 0
            let widths = (0..<count).map { column in
                sheet.rows.map { column < $0.pictures.count ? $0.pictures[column].width : 0 }.max()
                    ?? 0
            }
            self.widths = widths
            let content = widths.reduce(0, +)
            // Labels must fit under single pictures, captions under rows.
            let isLabelled = sheet.rows.contains { !$0.labels.isEmpty }
            let room = isLabelled ? (widths.min() ?? 0) / 64 : content / 256
            scale = min(max(room, 1), 3)
            margin = 8 * scale
            columns = widths.indices.map { [margin] column in
                margin * (column + 1) + widths[..<column].reduce(0, +)
            }
            width = content + margin * (count + 1)
            titles = zip(sheet.titles, widths).map { [scale] title, width in
                wrapped(title, to: Self.characters(in: width, scale: scale))
            }
            let lines = titles.map(\.count).max() ?? 0
            firstRow = margin + Self.block(lines, scale: scale)
            height = sheet.rows.reduce(firstRow) { $0 + heightOf($1) }
        }

        private func heightOf(_ row: Row) -> Int {
            let pictures = row.pictures.map(\.height).max() ?? 0
            return pictures + heightOfLabels(row)
                + Self.block(caption(of: row).count, scale: scale) + margin
        }

        /// Draws a row with its top at `y`; returns where the next one begins.
        func draw(_ row: Row, at y: Int, on canvas: inout Canvas) -> Int {
            for (picture, x) in zip(row.pictures, columns) { canvas.draw(picture, x: x, y: y) }
            var below = y + (row.pictures.map(\.height).max() ?? 0) + Self.gap * scale
            for (lines, x) in zip(labels(of: row), columns) {
                canvas.draw(lines, x: x, y: below, scale: scale, colour: .grey(30))
            }
            below += heightOfLabels(row)
            canvas.draw(caption(of: row), x: margin, y: below, scale: scale, colour: .grey(30))
            return y + heightOf(row)
        }

        private func labels(of row: Row) -> [[String]] {
            zip(row.labels, widths).map { label, width in
                wrapped(label, to: Self.characters(in: width, scale: scale))
            }
        }

        private func heightOfLabels(_ row: Row) -> Int {
            Self.block(labels(of: row).map(\.count).max() ?? 0, scale: scale)
        }

        private func caption(of row: Row) -> [String] {
            wrapped(row.caption, to: Self.characters(in: width - 2 * margin, scale: scale))
        }

        /// Room between a picture and text, in the type's pixels.
        private static let gap = 4

        /// Height of so many lines with the room between them and a picture.
        private static func block(_ lines: Int, scale: Int) -> Int {
            lines == 0 ? 0 : (lines * BitmapFont.lineHeight + gap) * scale
        }

        private static func characters(in width: Int, scale: Int) -> Int {
            max(1, (width / scale + 1) / BitmapFont.advance)
        }
    }
}

/// Lines of at most `limit` characters, broken between words where that is possible.
private func wrapped(_ text: String, to limit: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
        if let last = lines.last, last.count + 1 + word.count <= limit {
            lines[lines.count - 1] = last + " " + word
            continue
        }
        var rest = word
        while !rest.isEmpty {
            lines.append(String(rest.prefix(limit)))
            rest = rest.dropFirst(limit)
        }
    }
    return lines
}
