import Testing
import Wire

/// An object that has a field of each kind.
struct Shelf: WireObject {
    static let title = "Shelf"
    var name = "new"
    var width = 80
    var depth: Double?
    var isFixed = false
    var labels: [String] = []
    var kind = Kind.open
    var next: [Book] = []
    var extra: JSONValue = .null

    enum Kind: String, WireChoice {
        case open = "Open"
        case closed = "Closed"
    }

    static let fields: [WireField<Shelf>] = [
        .init("name", \.name, "What it is called.", rule: .atMost(10)),
        .init("width", \.width, "Its width in cm.", range: 1...300),
        .init("depth", \.depth, "Its depth in cm.", range: 0.5...90),
        .init("is_fixed", \.isFixed, "Whether it is fixed."),
        .init("labels", \.labels, "What is written on it.", rule: .count(0...3)),
        .init("kind", \.kind, "Whether it has doors."),
        .init("next", \.next, "What stands on it."),
        .init("extra", \.extra, "Anything.", .whereKnown),
    ]
}

struct Book: WireObject, Equatable {
    static let title = "Book"
    var pages = 0
    var author: String?

    static let fields: [WireField<Book>] = [
        .init("pages", \.pages, "How many pages it has.", .required, range: 1...10_000),
        .init("author", \.author, "Who wrote it."),
    ]
}

/// The same, read as the web UI reads.
struct OldShelf: WireObject {
    static let title = "OldShelf"
    static var manner: WireManner { .lenient }
    var shelf = Shelf()
    var seen: Set<String> = []

    static let fields: [WireField<OldShelf>] = Shelf.fields.map { $0.lifted(to: \.shelf) }

    mutating func didRead(_ keys: Set<String>) { seen = keys }
}

private func problems<Object: WireObject>(_: Object.Type, _ json: JSONValue) -> [String] {
    do {
        _ = try Object(json)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

@Suite struct `An object of the API` {
    @Test func `is read and written by its fields`() throws {
        let json: JSONValue = [
            "name": "left", "width": 100, "depth": 30, "is_fixed": true, "labels": ["a", "b"],
            "kind": "Closed", "next": [["pages": 300, "author": .null]], "extra": ["x": 1],
        ]
        let shelf = try Shelf(json)
        #expect(shelf.name == "left" && shelf.width == 100 && shelf.depth == 30 && shelf.isFixed)
        #expect(shelf.labels == ["a", "b"] && shelf.kind == .closed && shelf.next.count == 1)
        #expect(shelf.json["depth"] == 30.0)
        #expect(try Shelf(shelf.json).json == shelf.json)
    }

    @Test func `has its presets where nothing is said`() throws {
        let expected = """
            {"name":"new","width":80,"depth":null,"is_fixed":false,"labels":[],"kind":"Open",\
            "next":[]}
            """
        #expect(try Shelf([:]).json.serialised == expected)
    }

    @Test func `says every problem with its place, what was found and the rule`() {
        let json: JSONValue = [
            "width": 0, "depth": "wide", "kind": "open", "next": [["pages": 1], ["pages": 0], [:]],
        ]
        #expect(
            problems(Shelf.self, json) == [
                "width is 0; it should be a number from 1 to 300.",
                "depth is \"wide\"; it should be a number.",
                "kind is \"open\"; it should be one of \"Open\", \"Closed\".",
                "next[1].pages is 0; it should be a number from 1 to 10000.",
                "next[2].pages is missing; give how many pages it has.",
            ])
    }

    @Test func `refuses keys it does not know and names the nearest`() {
        #expect(
            problems(Shelf.self, ["witdh": 3]) == [
                "witdh is not a known key; it should be \"width\", if that is meant."
            ])
    }

    private static let wrong: [(JSONValue, String)] = [
        (.null, "The body is null; it should be an object."),
        ([1], "The body is a list; it should be an object."),
        (["is_fixed": 1], "is_fixed is 1; it should be true or false."),
        (["name": 1], "name is 1; it should be a text."),
        (["width": 1.5], "width is 1.5; it should be a whole number."),
        (["width": .null], "width is null; it should be a whole number."),
        (["width": 1e300], "width is 1e+300; it should be a whole number."),
        (["labels": "a"], "labels is \"a\"; it should be a list."),
        (["labels": [1]], "labels[0] is 1; it should be a text."),
        (
            ["labels": ["", "", "", ""]],
            "labels is a list; it should be a list of 0 to 3 elements."
        ),
        (
            ["name": "12345678901"],
            "name is \"12345678901\"; it should be a text of at most 10 characters."
        ),
    ]

    @Test(arguments: wrong)
    func `takes nothing that is of another type`(json: JSONValue, sentence: String) {
        #expect(problems(Shelf.self, json) == [sentence])
    }

    @Test func `tells no more problems than can be read`() {
        let many = JSONValue.array(Array(repeating: ["pages": 0], count: 5_000))
        #expect(problems(Shelf.self, ["next": many]).count == WireError.most)
    }

    @Test func `shortens what it shows of a long text`() {
        let long = JSONValue.string(String(repeating: "x", count: 5_000))
        #expect(problems(Shelf.self, ["width": long])[0].utf8.count < 150)
    }
}

@Suite struct `What is shown of a text` {
    @Test func `prints, and is short`() {
        #expect("a\u{1B}[31m\u{202E}\u{85}ä".shown == "a\u{FFFD}[31m\u{FFFD}\u{FFFD}ä")
        #expect(String(repeating: "x", count: 61).shown == String(repeating: "x", count: 60) + "…")
        #expect(String(repeating: "x", count: 60).shown == String(repeating: "x", count: 60))
        let error = problems(Shelf.self, ["kind": "\u{9B}1m", "\u{7}": 1]).joined()
        #expect(error.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
}

@Suite struct `An object read leniently` {
    @Test func `takes numbers for flags, texts for numbers, one for a list of one`() throws {
        let json: JSONValue = [
            "is_fixed": 1, "width": "120", "depth": " 7.5 ", "labels": "a", "name": 3,
            "kind": "closed", "unknown": [1, 2],
        ]
        let shelf = try OldShelf(json).shelf
        #expect(shelf.isFixed && shelf.width == 120 && shelf.depth == 7.5)
        #expect(shelf.labels == ["a"] && shelf.name == "3" && shelf.kind == .closed)
    }

    @Test func `takes null and empty texts for what is preset`() throws {
        let shelf = try OldShelf([
            "name": .null, "width": "", "depth": "", "is_fixed": .null, "labels": .null,
            "kind": .null, "next": .null,
        ]).shelf
        #expect(shelf.json == Shelf().json)
    }

    @Test func `takes whole numbers with a fraction of zero`() throws {
        #expect(try OldShelf(["width": 90.0]).shelf.width == 90)
        #expect(try OldShelf(["width": "90.0"]).shelf.width == 90)
        #expect(throws: WireError.self) { try OldShelf(["width": 90.5]) }
        #expect(throws: WireError.self) { try OldShelf(["depth": "nan"]) }
        #expect(throws: WireError.self) { try OldShelf(["is_fixed": 2]) }
    }

    @Test func `takes a query's texts, and those of one name as a list`() throws {
        let shelf = try Shelf(query: [
            (name: "width", value: "9"), (name: "is_fixed", value: "true"),
            (name: "labels", value: "a"), (name: "labels", value: "b"),
            (name: "labels", value: "c"), (name: "other", value: ""),
        ])
        #expect(shelf.width == 9 && shelf.isFixed && shelf.labels == ["a", "b", "c"])
        #expect(throws: WireError.self) { try Shelf(query: [(name: "width", value: "x")]) }
    }

    @Test func `knows which keys said something`() throws {
        #expect(try OldShelf(["width": 3, "depth": .null]).seen == ["width"])
    }

    @Test func `never stops the program, whatever is read`() {
        var random = RepeatableRandom(3)
        let names = Shelf.fields.map(\.name)
        for _ in 0..<20_000 {
            let json = JSONValue.object(
                JSONObject(
                    (0..<3).map { _ in
                        (names.randomElement(using: &random)!, .random(&random, depth: 3))
                    }))
            for manner in [WireManner.lenient, .strict] {
                guard let shelf = try? Shelf(reading: json, manner: manner) else { continue }
                #expect((1...300).contains(shelf.width))
            }
        }
    }
}
