import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import WorkerAPI

/// A worker's way to its server.
struct ServerLink: Sendable {
    /// What can go wrong between a worker and its server.
    enum Failure: Error, CustomStringConvertible {
        /// The server does not know the worker's token.
        case refused
        /// The job is another's by now.
        case lost
        /// Nothing comes back.
        case unreachable(String)
        /// The server answered something else than what was asked for.
        case unexpected(status: UInt, path: String)

        /// Whether asking again would change nothing.
        var isFinal: Bool {
            switch self {
            case .refused, .lost: true
            case .unreachable: false
            case .unexpected(let status, _): (400..<500).contains(status) && status != 429
            }
        }

        /// Whether nothing is wrong with what was sent: the server has no room, is too busy, starts again or is not there.
        var isServersTrouble: Bool {
            switch self {
            case .refused, .lost: false
            case .unreachable: true
            case .unexpected(let status, _): [429, 502, 503, 504, 507].contains(status)
            }
        }

        var description: String {
            switch self {
            case .refused: "the server refuses the worker's token."
            case .lost: "the job was given to another worker."
            case .unreachable(let reason): "the server cannot be reached: \(reason)"
            case .unexpected(404, WorkerRoute.claims): "what is there is no server of Kiln's (404)."
            case .unexpected(let status, let path): "the server answered \(status) to \(path)."
            }
        }
    }

    private let client: HTTPClient
    private let server: ServerAddress
    private let token: String
    private let worker: String
    private static let bodyLimit = 256 << 20
    /// What the largest file may take.
    fileprivate static let longest = TimeAmount.minutes(10)

    /// A way to a server.
    init(server: ServerAddress, token: String, worker: String) {
        self.server = server
        self.token = token
        self.worker = worker
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(60))
        configuration.redirectConfiguration = .disallow
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Closes all connections.
    func close() async { try? await client.shutdown() }

    // MARK: Jobs

    /// Asks for a job; `nil` if there was none for a while.
    func claim(_ request: ClaimRequest) async throws -> ClaimReply? {
        let answer = try await send(.POST, WorkerRoute.claims, json: request)
        guard !answer.isEmpty else { return nil }
        return try JSONDecoder().decode(ClaimReply.self, from: Data(answer))
    }

    /// The lease of a claimed job.
    func lease(of claim: ClaimAnswer) -> Lease { Lease(link: self, claim: claim) }

    // MARK: Requests

    fileprivate func send(
        _ method: HTTPMethod, _ path: String, json: some Encodable,
        within limit: TimeAmount = ServerLink.longest
    ) async throws -> [UInt8] {
        let body = [UInt8](try JSONEncoder().encode(json))
        return try await send(method, path, type: "application/json", body: body, within: limit)
    }

    fileprivate func send(
        _ method: HTTPMethod, _ path: String, type: String? = nil, body: [UInt8] = [],
        within limit: TimeAmount = ServerLink.longest
    ) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: server.description + path)
        request.method = method
        request.headers.add(name: "authorization", value: "Bearer \(token)")
        request.headers.add(name: WorkerRoute.workerField, value: worker)
        if let type {
            request.headers.add(name: "content-type", value: type)
            request.body = .bytes(body)
        }
        let (status, bytes) = try await answer(to: request, within: limit)
        switch status {
        case 200..<300: return bytes
        case 401, 403: throw Failure.refused
        case 409 where path != WorkerRoute.claims: throw Failure.lost
        default: throw Failure.unexpected(status: status, path: path)
        }
    }

    private func answer(
        to request: HTTPClientRequest, within limit: TimeAmount
    ) async throws -> (status: UInt, body: [UInt8]) {
        do {
            let response = try await client.execute(request, timeout: limit)
            let body = try await response.body.collect(upTo: Self.bodyLimit)
            return (response.status.code, Array(body.readableBytesView))
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw Failure.unreachable("\(error)")
        }
    }
}

/// What a worker says of the job that it has.
struct Lease: Sendable {
    fileprivate let link: ServerLink
    /// The job.
    let claim: ClaimAnswer

    private func path(_ part: WorkerRoute.Part) -> String {
        WorkerRoute.lease(claim.job, "\(claim.attempt)", part)
    }

    /// Tells how far the job is, which holds the lease. A connection that is silent is given up while
    /// there is time for another.
    func report(_ progress: ProgressReport) async throws -> LeaseAnswer {
        let limit = TimeAmount(min(max(claim.lease, .seconds(1)), .seconds(600)) / 3)
        return try decoded(
            await link.send(.POST, path(.progress), json: progress, within: limit))
    }

    /// Waits for orders.
    func orders(skips: Int) async throws -> LeaseAnswer {
        try decoded(await link.send(.GET, path(.orders) + "?skips=\(skips)"))
    }

    /// Hands in a preview of an image.
    func preview(_ jpeg: [UInt8], of image: Int) async throws {
        _ = try await link.send(
            .PUT, path(.preview(image: "\(image)")), type: "application/octet-stream", body: jpeg)
    }

    /// Hands in what the first pass has left of an image.
    func keep(_ firstPass: [UInt8], of image: Int) async throws {
        _ = try await link.send(
            .PUT, path(.firstPass(image: "\(image)")), type: "application/octet-stream",
            body: firstPass)
    }

    /// What the first pass has left of an image in an earlier try.
    func firstPass(of image: Int) async throws -> [UInt8] {
        try await link.send(.GET, path(.firstPass(image: "\(image)")))
    }

    /// A file that came with the job.
    func input(_ name: String) async throws -> [UInt8] {
        try await link.send(.GET, path(.input(name)))
    }

    /// Hands in a finished picture.
    func add(_ image: ImageReport, _ file: [UInt8]) async throws {
        _ = try await link.send(
            .POST, path(.images), type: "application/octet-stream",
            body: Parcel.packed(image, file))
    }

    /// Tells how the try ended.
    func end(_ outcome: OutcomeReport) async throws {
        _ = try await link.send(.POST, path(.outcome), json: outcome)
    }

    private func decoded(_ bytes: [UInt8]) throws -> LeaseAnswer {
        try JSONDecoder().decode(LeaseAnswer.self, from: Data(bytes))
    }
}
