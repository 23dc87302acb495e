import Testing

@testable import Imaging

struct ContactSheetTests {
    private func picture(_ value: UInt8, width: Int = 40, height: Int = 30) throws -> Image8 {
        try Image8(
            width: width, height: height, channels: 3,
            pixels: .init(repeating: value, count: 3 * width * height))
    }

    /// Pixels of a sheet that have a given grey.
    private func count(_ value: UInt8, in sheet: Image8) -> Int {
        stride(from: 0, to: sheet.pixels.count, by: 3).count {
            sheet.pixels[$0..<$0 + 3].allSatisfy { $0 == value }
        }
    }

    @Test func `every picture stands whole on the sheet`() throws {
        let sheet = try ContactSheet(
            titles: ["First pass", "Hires"],
            rows: [
                .init([picture(1), picture(2, width: 80, height: 60)], caption: "a red circle"),
                .init([picture(3), picture(4, width: 80, height: 60)], caption: ""),
            ]
        ).rendered()
        #expect(sheet.channels == 3)
        #expect(count(1, in: sheet) == 1200 && count(3, in: sheet) == 1200)
        #expect(count(2, in: sheet) == 4800 && count(4, in: sheet) == 4800)
    }

    @Test func `a caption grows the sheet by as many lines as it needs`() throws {
        func height(_ caption: String) throws -> Int {
            try ContactSheet(titles: [], rows: [.init([picture(9)], caption: caption)])
                .rendered().height
        }
        let one = try height("abc")
        #expect(try height("") < one)
        #expect(try height("abc def") == one + BitmapFont.lineHeight)
        #expect(try height("abcdefghijklm") == one + 2 * BitmapFont.lineHeight)
    }

    @Test func `a title stays over its column, over as many lines as it needs`() throws {
        func sheet(_ titles: [String]) throws -> Image8 {
            let row = ContactSheet.Row([try picture(1), try picture(2)], caption: "")
            return try ContactSheet(titles: titles, rows: [row]).rendered()
        }
        let one = try sheet(["a", "b"])
        #expect(try sheet(["abc def", ""]).height == one.height + BitmapFont.lineHeight)
        #expect(try sheet([]).height < one.height)
        let dots = ["a", "b"].map {
            BitmapFont.rows(of: Character($0)).map(\.nonzeroBitCount).reduce(0, +)
        }
        #expect(count(110, in: one) == dots[0] + dots[1])
    }

    @Test func `a caption is drawn in the type's pixels`() throws {
        func ink(_ caption: String) throws -> Int {
            let sheet = ContactSheet(titles: [], rows: [.init([try picture(9)], caption: caption)])
            return count(30, in: try sheet.rendered())
        }
        let dots = BitmapFont.rows(of: "R").map(\.nonzeroBitCount).reduce(0, +)
        #expect(try ink("R") == dots)
        #expect(try ink("猫") == BitmapFont.rows(of: "猫").map(\.nonzeroBitCount).reduce(0, +))
        #expect(try ink("") == 0)
    }

    @Test func `a row may have fewer pictures than another`() throws {
        let rows: [ContactSheet.Row] = [
            .init([try picture(1), try picture(2)], caption: "both"),
            .init([try picture(3)], caption: "the second pass failed"),
        ]
        let sheet = try ContactSheet(titles: ["First", "Second"], rows: rows).rendered()
        #expect(count(3, in: sheet) == 1200)
    }

    @Test func `opacity shows the sheet through`() throws {
        var canvas = try Canvas(width: 2, height: 1, background: .grey(100))
        let veil = try Image8(
            width: 2, height: 1, channels: 4, pixels: [200, 0, 0, 255, 200, 0, 0, 0])
        canvas.draw(veil, x: 0, y: 0)
        #expect(canvas.image.pixels == [200, 0, 0, 100, 100, 100])
    }

    @Test func `what lies beyond the canvas is left undrawn`() throws {
        var canvas = try Canvas(width: 3, height: 3, background: .grey(0))
        canvas.draw(try picture(5, width: 2, height: 2), x: -1, y: 2)
        canvas.draw(try picture(6, width: 2, height: 2), x: 9, y: -9)
        #expect(count(5, in: canvas.image) == 1)
        #expect(count(6, in: canvas.image) == 0)
    }

    @Test func `a sheet without pictures is refused`() {
        #expect(throws: ImagingError.badSize(width: 0, height: 0)) {
            try ContactSheet(titles: ["a"], rows: [.init([], caption: "b")]).rendered()
        }
    }

    @Test func `every printable character has a shape of its own`() {
        let shapes = (0x20...0x7E).compactMap { Unicode.Scalar(UInt32($0)) }
            .map { BitmapFont.rows(of: Character($0)) }
        #expect(Set(shapes).count == 95)
        #expect(shapes.allSatisfy { $0.count == 9 && $0.allSatisfy { $0 < 32 } })
        #expect(shapes[0].allSatisfy { $0 == 0 })
        #expect(BitmapFont.rows(of: "é") == [31, 17, 17, 17, 17, 17, 31, 0, 0])
        #expect(BitmapFont.rows(of: "L") == [16, 16, 16, 16, 16, 16, 31, 0, 0])
    }
}
