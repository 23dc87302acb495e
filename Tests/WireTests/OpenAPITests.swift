import Testing
import Wire

private struct Failure: WireObject {
    static let title = "Failure"
    var error = ""
    static let fields: [WireField<Failure>] = [.init("error", \.error, "What went wrong.")]
}

private struct OtherFailure: WireObject {
    static let title = "OtherFailure"
    var message = ""
    static let fields: [WireField<OtherFailure>] = [.init("message", \.message, "What went wrong.")]
}

private struct Page: WireObject {
    static let title = "Page"
    static var manner: WireManner { .lenient }
    var from = 0
    static let fields: [WireField<Page>] = [
        .init("from", \.from, "Where to begin.", range: 0...1000)
    ]
}

/// An object that holds others of its kind.
private struct Tree: WireObject {
    static let title = "Tree"
    var branches: [Tree] = []
    static let fields: [WireField<Tree>] = [.init("branches", \.branches, "What grows on it.")]
}

@Suite struct `An OpenAPI document` {
    private let document: JSONValue = {
        var put = Operation(
            .post, "/shelves/{id}/books", "Puts books.", tag: "shelves",
            responses: [
                200: .json([Book].self), 202: .none, 206: .binary(["image/png"]), 207: .events,
                208: .text("text/plain"), 226: .jsonOrEvents(Tree.self),
            ])
        put.headers = [.init("If-Match", "Its tag.")]
        put.answerHeaders = [202: [.init("Location", "Where it is.")]]
        put.examples = [("One shelf.", ["kind": "Open"])]
        put.events = EventStream(
            "ShelfEvent",
            [
                .init("put", "A book is put.", Tree.self, always: ["branches"], isNumbered: true),
                .init("fell", "It fell.", Failure.self),
            ])
        put.pathParameters = [.init("id", "The shelf.", schema: ["type": "integer"])]
        put.requestBody = Shelf.self
        put.scope = "write"
        var list = Operation(
            .get, "/shelves/{id}/books", "Lists books.", tag: "shelves",
            responses: [200: .json(Tree.self)])
        list.query = Page.self
        list.failure = OtherFailure.self
        return OpenAPIDocument(
            title: "Library", version: "1.0", operations: [put, list], failure: Failure.self
        ).json
    }()

    private var path: JSONValue? { document["paths"]?["/shelves/{id}/books"] }

    @Test func `has every operation under its path and method`() {
        #expect(document["openapi"] == "3.1.0")
        #expect(path?["post"]?["operationId"] == "post_shelves_id_books")
        #expect(path?["get"]?["summary"] == "Lists books.")
    }

    @Test func `says what is refused with the error object`() {
        let refusal = path?["post"]?["responses"]?["422"]
        #expect(
            refusal?["content"]?["application/json"]?["schema"]
                == ["$ref": "#/components/schemas/Failure"])
        #expect(refusal?["description"] != nil)
        #expect(
            path?["get"]?["responses"]?["422"]?["content"]?["application/json"]?["schema"]
                == ["$ref": "#/components/schemas/OtherFailure"])
    }

    @Test func `says what is answered`() {
        let responses = path?["post"]?["responses"]
        #expect(
            responses?["200"]?["content"]?["application/json"]?["schema"]
                == ["type": "array", "items": ["$ref": "#/components/schemas/BookReply"]])
        #expect(responses?["202"]?["content"] == nil)
        #expect(responses?["206"]?["content"]?["image/png"] == [:])
        let events: JSONValue = ["schema": ["$ref": "#/components/schemas/ShelfEvent"]]
        #expect(responses?["207"]?["content"]?["text/event-stream"] == events)
        #expect(responses?["208"]?["content"]?["text/plain"] != nil)
        let either = responses?["226"]?["content"]
        #expect(
            either?["application/json"]?["schema"] == ["$ref": "#/components/schemas/Tree"])
        #expect(either?["text/event-stream"] == events)
    }

    @Test func `has parameters of paths and queries with their schemas`() {
        #expect(
            path?["get"]?["parameters"]?.list?.last == [
                "name": "from", "in": "query", "required": false,
                "description": "Where to begin.",
                "schema": [
                    "type": "integer", "minimum": 0, "maximum": 1000,
                    "description": "Where to begin.", "default": 0,
                ],
            ])
        #expect(path?["get"]?["parameters"]?.list?.first?["schema"] == ["type": "string"])
        #expect(path?["post"]?["parameters"]?.list?.first?["schema"] == ["type": "integer"])
    }

    @Test func `has fields of heads, those of refusals too`() {
        let post = path?["post"]
        #expect(
            post?["parameters"]?.list?.last == [
                "name": "If-Match", "in": "header", "required": false,
                "description": "Its tag.", "schema": ["type": "string"],
            ])
        #expect(post?["responses"]?["202"]?["headers"]?["Location"]?["description"] != nil)
        #expect(post?["responses"]?["429"]?["headers"]?["Retry-After"] != nil)
        #expect(path?["get"]?["responses"]?["405"]?["headers"]?["Allow"] != nil)
    }

    @Test func `has examples of a body`() {
        let json = path?["post"]?["requestBody"]?["content"]?["application/json"]
        #expect(
            json?["examples"]?["example1"] == ["summary": "One shelf.", "value": ["kind": "Open"]])
    }

    @Test func `has a schema of each event`() {
        let events = document["components"]?["schemas"]?["ShelfEvent"]?["oneOf"]?.list
        #expect(events?.count == 2)
        #expect(events?.first?["properties"]?["event"] == ["const": "put"])
        #expect(events?.first?["required"] == ["event", "data", "id"])
        #expect(
            events?.first?["properties"]?["data"]?["allOf"] == [
                ["$ref": "#/components/schemas/Tree"], ["required": ["branches"]],
            ])
        #expect(
            events?.last?["properties"]?["data"] == ["$ref": "#/components/schemas/Failure"])
    }

    @Test func `says that an answer has all its fields, and presets none`() {
        let schemas = document["components"]?["schemas"]
        #expect(schemas?["Tree"]?["required"] == ["branches"])
        #expect(schemas?["Tree"]?["additionalProperties"] == nil)
        #expect(schemas?["Tree"]?["properties"]?["branches"]?["default"] == nil)
        // What goes both ways has two schemas.
        #expect(schemas?["Book"]?["additionalProperties"] == false)
        #expect(schemas?["BookReply"]?["required"] != schemas?["Book"]?["required"])
    }

    @Test func `has schemas of the objects and what they hold`() {
        let shelf = document["components"]?["schemas"]?["Shelf"]
        #expect(shelf?["additionalProperties"] == false)
        #expect(
            shelf?["properties"]?["depth"] == [
                "type": ["number", "null"], "minimum": 0.5, "maximum": 90.0,
                "description": "Its depth in cm.",
            ])
        #expect(shelf?["properties"]?["kind"]?["enum"] == ["Open", "Closed"])
        #expect(document["components"]?["schemas"]?["Book"]?["required"] == ["pages"])
        #expect(
            document["components"]?["schemas"]?["Tree"]?["properties"]?["branches"]?["items"]
                == ["$ref": "#/components/schemas/Tree"])
    }

    @Test func `admits null in objects that are read leniently`() {
        var schemas = WireSchemas()
        _ = OldShelf.schema(&schemas)
        let properties = schemas.components["OldShelf"]?["properties"]
        #expect(properties?["width"]?["type"] == ["integer", "null"])
        #expect(properties?["kind"]?["enum"] == ["Open", "Closed", .null])
        #expect(schemas.components["OldShelf"]?["additionalProperties"] == nil)
    }

    @Test func `asks for a token where an operation has a scope`() {
        #expect(path?["post"]?["security"] == [["token": ["write"]], ["basic": []]])
        #expect(path?["get"]?["security"] == [])
    }
}

@Suite struct `The nearest name` {
    @Test(arguments: [("stpes", "steps"), ("CFG", "cfg"), ("", "cfg")])
    func `is the one with the fewest changes`(name: String, found: String) {
        #expect(nearest(to: name, among: ["width", "steps", "cfg"]) == found)
        #expect(nearest(to: name, among: []) == nil)
    }
}
