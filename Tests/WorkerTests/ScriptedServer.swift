import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import WorkerAPI

/// A server whose answers are set, and which notes what a worker says.
final class ScriptedServer: Sendable {
    /// Something that a worker said.
    struct Said: Sendable {
        let method: String
        /// The last parts of the path: `claims`, `progress`, `images`, `previews/0`.
        let what: String
        let body: [UInt8]

        /// What it said, read as a message.
        func message<Message: Decodable>(_ type: Message.Type) throws -> Message {
            try JSONDecoder().decode(type, from: Data(body))
        }
    }

    private struct State {
        var claims: [ClaimReply] = []
        var order = LeaseAnswer.State.held
        var skips = 0
        var refusals: [String: [Int]] = [:]
        var said: [Said] = []
    }

    private let state = Mutex(State())
    static let token = "a-token-of-the-tests"

    /// Everything that was said, in the order in which it came.
    var said: [Said] { state.withLock { $0.said } }

    /// What was said of something.
    func said(_ what: String) -> [Said] { said.filter { $0.what == what } }

    /// Answers the next questions for work.
    func give(_ replies: ClaimReply...) { state.withLock { $0.claims += replies } }

    /// Answers whatever is said of a job from now on.
    func order(_ order: LeaseAnswer.State) { state.withLock { $0.order = order } }

    /// Asks once more for a skip.
    func skip() { state.withLock { $0.skips += 1 } }

    /// Refuses what is said of something next with these statuses, one after the other.
    func refuse(_ what: String, with statuses: Int...) {
        state.withLock { $0.refusals[what, default: []] += statuses }
    }

    /// Refuses so many times what is said of something.
    func refuse(_ what: String, with status: Int, times: Int) {
        state.withLock { $0.refusals[what, default: []] += Array(repeating: status, count: times) }
    }

    /// Runs over a socket while something is done.
    func run<Result: Sendable>(
        _ body: @escaping @Sendable (_ address: String) async throws -> Result
    ) async throws -> Result {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "scripted")
        logger.logLevel = .critical
        let application = Application(
            responder: CallbackResponder { (request, _: BasicRequestContext) in
                try await self.answer(request)
            },
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { found.yield($0.localAddress?.port ?? 0) }, logger: logger)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            group.addTask {
                for await port in ports { return try await body("http://127.0.0.1:\(port)") }
                return nil
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let ended { return ended }
            }
            throw CancellationError()
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        let body = [UInt8](buffer: try await request.body.collect(upTo: 1 << 24))
        guard request.headers[.authorization] == "Bearer \(Self.token)" else {
            return Response(status: .unauthorized)
        }
        let parts = request.uri.path.split(separator: "/").map(String.init)
        // /worker/v1/claims, or /worker/v1/jobs/ID/ATTEMPT/WHAT.
        let what = parts.dropFirst(parts.count > 4 ? 5 : 2).joined(separator: "/")
        state.withLock {
            $0.said.append(Said(method: request.method.rawValue, what: what, body: body))
        }
        let refusal = state.withLock { state -> Int? in
            guard let first = state.refusals[what]?.first else { return nil }
            state.refusals[what]?.removeFirst()
            return first
        }
        if let refusal { return Response(status: .init(code: refusal)) }
        switch what {
        case "claims": return try await claim()
        case "progress": return try lease()
        case "orders":
            try await Task.sleep(for: .milliseconds(20))
            return try lease()
        case "inputs/picture":
            return Response(status: .ok, body: .init(byteBuffer: .init(bytes: [1, 2, 3])))
        default: return Response(status: .ok)
        }
    }

    private func claim() async throws -> Response {
        let reply = state.withLock { $0.claims.isEmpty ? nil : $0.claims.removeFirst() }
        if let reply { return try json(reply) }
        try await Task.sleep(for: .milliseconds(10))
        return Response(status: .ok)
    }

    private func lease() throws -> Response {
        try json(state.withLock { LeaseAnswer($0.order, skips: $0.skips) })
    }

    private func json(_ message: some Encodable) throws -> Response {
        Response(
            status: .ok,
            body: .init(byteBuffer: ByteBuffer(bytes: try JSONEncoder().encode(message))))
    }
}
