import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Wire

/// A request that was let in, on its way to what answers it.
struct Call: Sendable {
    /// The head of the request.
    let head: HTTPRequest
    /// The path's parameters.
    let parameters: [String: String]
    /// The query's values; of the same name twice the later one.
    let query: [String: String]
    /// Who asks.
    let principal: Principal
    /// The name of the request in logs and refusals.
    let requestID: String
    /// Where log lines about it go.
    let logger: Logger
    /// The body, read whole within the route's limit.
    let body: [UInt8]
    /// Where a request takes its place that holds its connection for long.
    let room: WaitingRoom

    /// A parameter of the path.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// A parameter of the path that is an id.
    ///
    /// - Throws: 404 if it is none.
    func id<ID: LosslessStringConvertible>(_ name: String, of kind: String) throws -> ID {
        guard let id = ID(parameter(name)) else {
            throw APIError.notFound("there is no \(kind) of that id.")
        }
        return id
    }

    /// The body as an object.
    ///
    /// - Throws: 400 if it is not JSON, 422 if it is not that object.
    func object<Object: WireObject>(_: Object.Type = Object.self) throws -> Object {
        try Object(json())
    }

    /// The body as JSON; an empty one is an empty object.
    ///
    /// - Throws: 400 if it is not JSON.
    func json() throws -> JSONValue {
        guard !body.isEmpty else { return .object(JSONObject()) }
        return try JSONValue(parsing: body)
    }

    /// A stream of events, in a place of its own. HEAD asks for none, and gets neither.
    ///
    /// - Throws: the breach, if all places are taken.
    func events(_ events: () -> AsyncStream<ServerSentEvent>) throws(LimitBreach) -> Reply {
        guard head.method != .head else {
            return Reply(body: .events(AsyncStream { $0.finish() }))
        }
        return .events(events(), in: try room.stream())
    }

    /// The query as an object: its values are texts, which are read as the web UI reads.
    func queryObject<Object: WireObject>(_: Object.Type = Object.self) throws -> Object {
        try Object(
            reading: .object(JSONObject(query.map { ($0.key, .string($0.value)) })),
            manner: .lenient)
    }
}

/// What answers a call.
struct Reply: Sendable {
    /// The status.
    var status = HTTPResponse.Status.ok
    /// Fields beside those of every answer.
    var fields = HTTPFields()
    /// The body.
    var body: Body
    /// The place that its request has until the answer is written.
    var held: Places.Place?
    /// Its share of the memory for answers.
    var share: ResponseBudget.Share?

    /// The kinds of bodies.
    enum Body: Sendable {
        case none
        case bytes([UInt8], type: String)
        /// Events, as they come, until the sequence ends.
        case events(AsyncStream<ServerSentEvent>)
        /// What is known when a job has ended. The request's body is let go before.
        case later(@Sendable () async throws -> Reply)
    }

    /// JSON.
    static func json(_ value: some WireValue, status: HTTPResponse.Status = .ok) -> Reply {
        Reply(status: status, body: .bytes(value.json.bytes, type: "application/json"))
    }

    /// Bytes of a media type.
    static func bytes(_ bytes: [UInt8], type: String) -> Reply {
        Reply(body: .bytes(bytes, type: type))
    }

    /// Text of a media type.
    static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Reply {
        .bytes(Array(text.utf8), type: type)
    }

    /// Nothing but a status.
    static func empty(_ status: HTTPResponse.Status = .noContent) -> Reply {
        Reply(status: status, body: .none)
    }

    /// An answer that waits for something.
    ///
    /// - Parameter place: what it waits on, unless it is not for long.
    static func later(
        in place: Places.Place? = nil, _ answer: @escaping @Sendable () async throws -> Reply
    ) -> Reply {
        Reply(body: .later(answer), held: place)
    }

    /// Events.
    static func events(
        _ events: AsyncStream<ServerSentEvent>, in place: Places.Place
    ) -> Reply {
        Reply(body: .events(events), held: place)
    }
}

/// One of the events of a stream (HTML Living Standard, server-sent events).
struct ServerSentEvent: Sendable {
    /// Its place among those that can be asked for again; `nil` for what passes by.
    var id: Int?
    /// Its kind; `nil` is a message.
    var name: String?
    /// What it says, on one line; `nil` only shows that the stream lives.
    var data: String?

    /// Shows that the stream lives.
    static let signOfLife = ServerSentEvent()

    /// The event as it is sent.
    var bytes: [UInt8] {
        guard let data else { return Array(": \n\n".utf8) }
        var text = ""
        if let id { text += "id: \(id)\n" }
        if let name { text += "event: \(name)\n" }
        return Array((text + "data: \(data)\n\n").utf8)
    }
}
