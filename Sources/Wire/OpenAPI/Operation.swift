/// One thing that an API does: a method and a path, what it takes and what it answers.
package struct Operation: Sendable {
    /// The HTTP method.
    package var method: Method
    /// The path, with `{names}` for its parameters.
    package var path: String
    /// What it does, in a sentence.
    package var summary: String
    /// The group it is listed in.
    package var tag: String
    /// What the path's parameters are, by name; those left out are any text.
    package var pathParameters: [PathParameter] = []
    /// The object whose fields are the query's parameters.
    package var query: (any WireObject.Type)?
    /// The fields of a request's head that mean something here.
    package var headers: [Header] = []
    /// The object that the body is.
    package var requestBody: (any WireObject.Type)?
    /// Bodies that show how it is used, by what they are for.
    package var examples: [(summary: String, body: JSONValue)] = []
    /// The files that come with the body, by their fields' names, each with a sentence: the body is a
    /// form then. The first has to be there.
    package var files: [(name: String, doc: String)] = []
    /// What is answered by status.
    package var responses: [Int: ResponseBody]
    /// The fields of the answers' heads, by status.
    package var answerHeaders: [Int: [Header]] = [:]
    /// What its streams of events are made of.
    package var events: EventStream?
    /// The object that its refusals are; `nil` for the document's.
    package var failure: (any WireObject.Type)?
    /// What a token must be allowed to do; `nil` for everyone.
    package var scope: String?

    /// HTTP methods.
    package enum Method: String, Sendable, Hashable, CaseIterable {
        case get, post, put, patch, delete
    }

    /// A parameter of a path.
    package struct PathParameter: Sendable, Hashable {
        /// Its name in the path.
        package let name: String
        /// What it is, in a sentence.
        package let doc: String
        /// Its schema.
        package let schema: JSONValue

        /// A parameter.
        package init(_ name: String, _ doc: String, schema: JSONValue = ["type": "string"]) {
            (self.name, self.doc, self.schema) = (name, doc, schema)
        }
    }

    /// A field of a head.
    package struct Header: Sendable, Hashable {
        /// Its name.
        package let name: String
        /// What it is, in a sentence.
        package let doc: String
        /// Its schema.
        package let schema: JSONValue

        /// A field.
        package init(_ name: String, _ doc: String, schema: JSONValue = ["type": "string"]) {
            (self.name, self.doc, self.schema) = (name, doc, schema)
        }
    }

    /// An operation that takes nothing.
    package init(
        _ method: Method, _ path: String, _ summary: String, tag: String,
        responses: [Int: ResponseBody]
    ) {
        (self.method, self.path, self.summary, self.tag) = (method, path, summary, tag)
        self.responses = responses
    }

    /// The names of the query's parameters, in order.
    package var queryNames: [String] { query.map { Self.names(of: $0) } ?? [] }

    private static func names<Query: WireObject>(of _: Query.Type) -> [String] {
        Query.fields.map(\.name)
    }

    /// The names in the path, in order.
    package var pathNames: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
            .map { String($0.dropFirst().dropLast()) }
    }
}

/// What an operation answers.
package enum ResponseBody: Sendable {
    /// JSON of a type.
    case json(any WireValue.Type)
    /// Bytes of one of some media types.
    case binary([String])
    /// Text of a media type.
    case text(String)
    /// Server-sent events.
    case events
    /// JSON of a type, or server-sent events where the request asks for them.
    case jsonOrEvents(any WireValue.Type)
    /// Nothing.
    case none
}
