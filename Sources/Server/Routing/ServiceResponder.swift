import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Wire

/// Answers every request: the gate first, then the route. Nothing is reached past the gate, since there
/// is no other way to a route.
struct ServiceResponder: HTTPResponder {
    typealias Context = ServiceContext

    let routes: RouteTable
    let gate: Gate
    let limits: Limits
    let bodies: BodyBudget
    let responses: ResponseBudget
    /// The places of requests that hold their connections for long.
    let room: WaitingRoom
    let measures: ServiceMeasures
    /// Where log lines about requests go.
    let logger: Logger

    func respond(to request: Request, context: ServiceContext) async throws -> Response {
        let start = ContinuousClock.now
        let match = routes.match(request.method.rawValue, request.uri.path)
        let name = RequestName.new()
        var logger = logger
        logger[metadataKey: "request_id"] = "\(name)"
        var reply: Reply
        do {
            reply = try await answer(request, match, context, name, logger)
        } catch {
            let dialect = match.dialect(of: request.uri.path)
            let failure = APIError(error, dialect: dialect, logger: logger)
            reply = failure.reply(dialect, requestID: name)
            measures.refused(failure.code)
        }
        reply.fields[.requestID] = name
        let isHead = request.method == .head
        let response = Response(reply, isHead: isHead, loop: context.channel.eventLoop)
        measures.answered(
            route: match.routeName, status: response.status.code,
            seconds: (ContinuousClock.now - start).seconds)
        return response
    }

    private func answer(
        _ request: Request, _ match: RouteTable.Match, _ context: ServiceContext, _ name: String,
        _ logger: Logger
    ) async throws -> Reply {
        let fields: HTTPFields
        let principal: Principal
        switch gate.verdict(request.head, from: context.remote, operation: match.facts) {
        case .refused(let refusal): throw APIError(refusal)
        case .preflight(let fields): return Reply(status: .noContent, fields: fields, body: .none)
        case .admitted(let who, let granted): (principal, fields) = (who, granted)
        }
        do {
            var reply = try await taken(request, match, principal, name, logger)
            reply = try shared(await awaited(reply, context))
            reply.fields.append(contentsOf: fields)
            return reply
        } catch {
            var failure = APIError(
                error, dialect: match.dialect(of: request.uri.path), logger: logger)
            failure.fields.append(contentsOf: fields)
            throw failure
        }
    }

    /// An answer that waits for something, as long as the client does.
    private func awaited(_ reply: Reply, _ context: ServiceContext) async throws -> Reply {
        guard case .later(let answer) = reply.body else { return reply }
        defer { withExtendedLifetime(reply.held) {} }
        return try await context.channel.hangUp().whileListening(answer)
    }

    /// An answer with its share of the memory for answers.
    private func shared(_ reply: Reply) throws -> Reply {
        guard case .bytes(let bytes, _) = reply.body else { return reply }
        var shared = reply
        shared.share = try responses.share(bytes.count)
        return shared
    }

    /// What a route says, with the request's body in memory meanwhile.
    private func taken(
        _ request: Request, _ match: RouteTable.Match, _ principal: Principal, _ name: String,
        _ logger: Logger
    ) async throws -> Reply {
        let (route, parameters) = try match.route()
        let reservation = try bodies.reserve(
            request, limit: route.bodyLimit ?? limits.bodyBytes)
        defer { reservation.end() }
        let call = Call(
            head: request.head, parameters: parameters,
            query: Dictionary(
                request.uri.queryParameters.map { (String($0.key), String($0.value)) }
            ) { $1 },
            principal: principal, requestID: name, logger: logger,
            body: try await reservation.collect(request.body), room: room)
        return try await route.answer(call)
    }
}

extension RouteTable.Match {
    /// The route that was found.
    ///
    /// - Throws: 404 or 405.
    fileprivate func route() throws -> (Route, [String: String]) {
        switch self {
        case .found(let route, let parameters): return (route, parameters)
        case .nothing:
            throw APIError.notFound(
                "there is nothing at this address; /openapi.json lists what is.")
        case .otherMethods(let methods):
            let names = methods.map { $0.rawValue.uppercased() }.joined(separator: ", ")
            var error = APIError(
                .methodNotAllowed, "method_not_allowed", "this address takes \(names).")
            error.fields[.allow] = names
            throw error
        }
    }

    /// What the gate must know of the route.
    fileprivate var facts: OperationFacts? {
        guard case .found(let route, _) = self else { return nil }
        return route.facts
    }

    /// The route's name in measures, of which there are few.
    fileprivate var routeName: String {
        guard case .found(let route, _) = self else { return "none" }
        return "\(route.operation.method.rawValue.uppercased()) \(route.operation.path)"
    }

    /// How a refusal is written.
    fileprivate func dialect(of path: String) -> ErrorBody.Dialect {
        if case .found(let route, _) = self { return route.dialect }
        return ErrorBody.Dialect(path: path)
    }
}

extension Route {
    /// What the gate must know of it.
    var facts: OperationFacts {
        let body: OperationFacts.Body =
            takesBytes
            ? .bytes : takesForms ? .jsonOrForm : operation.requestBody == nil ? .none : .json
        guard let scope = operation.scope.flatMap(Scope.init(rawValue:)) else {
            return OperationFacts(access: .open)
        }
        return OperationFacts(access: .scope(scope), body: body)
    }
}

extension HTTPField.Name {
    /// The name of a request in logs and answers.
    static let requestID = HTTPField.Name(known: "x-request-id")
    /// The last event that a stream's reader has seen.
    static let lastEvent = HTTPField.Name(known: "last-event-id")
    /// A key of a client's choosing: the same key again is the same request.
    static let idempotencyKey = HTTPField.Name(known: "idempotency-key")
    /// Asks proxies not to hold a stream back.
    static let bufferingByProxies = HTTPField.Name(known: "x-accel-buffering")

    /// A name that is written here.
    fileprivate init(known name: String) { self = HTTPField.Name(name) ?? .server }
}

/// Names of requests.
enum RequestName {
    /// A name that no other request has.
    static func new() -> String {
        String(UInt64.random(in: 0 ... .max), radix: 36)
    }
}

extension Response {
    /// A reply on its way to the client, with the fields that every answer has.
    init(_ reply: Reply, isHead: Bool, loop: any EventLoop) {
        var fields = reply.fields
        fields[.xContentTypeOptions] = "nosniff"
        if fields[.cacheControl] == nil { fields[.cacheControl] = "no-store" }
        if fields[.contentSecurityPolicy] == nil {
            fields[.contentSecurityPolicy] = "default-src 'none'; frame-ancestors 'none'"
        }
        var body = ResponseBody()
        switch reply.body {
        case .none, .later: break
        case .bytes(let bytes, let type):
            fields[.contentType] = type
            fields[.contentLength] = "\(bytes.count)"
            if !isHead { body = ResponseBody(bytes, share: reply.share, loop: loop) }
        case .events(let events):
            fields[.contentType] = "text/event-stream; charset=utf-8"
            fields[.bufferingByProxies] = "no"
            if !isHead { body = ResponseBody(events: events, holding: reply.held) }
        }
        // A body of unknown length would end with a chunk, also after HEAD: none has a length, which is 0.
        self.init(status: reply.status, headers: fields, body: body)
    }
}

extension ResponseBody {
    /// Bytes, with their share of the memory for answers where they have one.
    fileprivate init(_ bytes: [UInt8], share: ResponseBudget.Share?, loop: any EventLoop) {
        let buffer = ByteBuffer(bytes: bytes)
        if let share {
            self.init(bytes: buffer, share: share, loop: loop)
        } else {
            self.init(byteBuffer: buffer)
        }
    }

    /// Events as they come, with a sign of life where none comes for a while.
    ///
    /// - Parameter place: held until the last of them is written.
    fileprivate init(events: AsyncStream<ServerSentEvent>, holding place: Places.Place?) {
        self.init { writer in
            defer { withExtendedLifetime(place) {} }
            for await event in events {
                try await writer.write(ByteBuffer(bytes: event.bytes))
            }
            try await writer.finish(nil)
        }
    }
}
