import Foundation
import HTTPTypes
import Jobs
import Kiln
import Logging
import Metrics
import Wire

@testable import Server

/// A service's parts over a temporary data folder, with the models of the project.
struct TestService {
    let folder: String
    let desk: JobDesk
    let intake: Intake
    let routes: [Route]

    /// - Parameter models: the model folder; by default the project's.
    init(models: String? = nil) throws {
        folder = NSTemporaryDirectory() + "kiln-server-\(UUID().uuidString)"
        let registry = PrometheusRegistry()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        desk = JobDesk(
            store: try SQLiteJobStore(folder: folder), measures: ServiceMeasures(registry),
            logger: logger)
        let demos = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../models").standardized.path
        let cache = HashCache(file: folder + "/hashes.json")
        intake = Intake(
            shelf: try ModelShelf(models ?? demos, hashes: cache), desk: desk, limits: Limits(),
            data: folder,
            fetch: URLPictures(isAllowed: false))
        routes =
            ServiceRoutes(
                intake: intake, state: WebUIState(folder: folder, program: "/bin/false"),
                registry: registry,
                isBehindTLS: false
            ).all
    }

    /// Removes what the tests have written.
    func remove() { Self.remove(folder) }

    /// Removes a folder.
    static func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }

    /// Another desk over the same store, with other settings.
    func desk(_ change: (inout JobDesk.Settings) -> Void) -> JobDesk {
        var settings = JobDesk.Settings()
        change(&settings)
        return JobDesk(
            store: desk.store, measures: desk.measures, settings: settings,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// An order that is small.
    func order(_ prompt: String = "a red circle", images: Int = 1) -> Order {
        var request = GenerationRequest()
        request.prompts = [PromptRequest(prompt)]
        request.checkpoint = "demo-sd15"
        (request.width, request.height, request.steps) = (64, 64, 2)
        request.iterations = images
        return Order(request, kind: "kiln")
    }

    /// What a route answers to a body, without the gate before it; a refusal is thrown.
    func answer(
        _ method: Wire.Operation.Method, _ path: String, _ body: JSONValue,
        fields: HTTPFields = [:], limits: Limits = Limits(), method sent: HTTPRequest.Method = .post
    ) async throws -> Reply {
        try await answer(
            method, path, bytes: body.bytes, fields: fields, limits: limits, method: sent)
    }

    /// The same for a body of any bytes.
    func answer(
        _ method: Wire.Operation.Method, _ path: String, bytes: [UInt8],
        fields: HTTPFields = [:], limits: Limits = Limits(), method sent: HTTPRequest.Method = .post
    ) async throws -> Reply {
        let match = RouteTable(routes).match(method.rawValue, path)
        guard case .found(let route, let parameters) = match else {
            throw APIError.notFound(path)
        }
        let call = Call(
            head: HTTPRequest(
                method: sent, scheme: "http", authority: "localhost", path: path,
                headerFields: fields),
            parameters: parameters, query: [:], principal: .local, requestID: "test",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, body: bytes,
            room: WaitingRoom(limits))
        return try await route.answer(call)
    }

    /// The body that asks for a job's work again; `nil` where there is none.
    func request(of job: JobID) async throws -> JSONValue? {
        do {
            return try await json(.get, "/kiln/v1/jobs/\(job)/request")
        } catch let error as APIError where error.code == "no_request" {
            return nil
        }
    }

    /// The JSON of such an answer.
    func json(_ method: Wire.Operation.Method, _ path: String, _ body: JSONValue = [:]) async throws
        -> JSONValue
    {
        guard case .bytes(let bytes, _) = try await answer(method, path, body).body else {
            throw APIError.notFound("a body of \(path)")
        }
        return try JSONValue(parsing: bytes)
    }
}
