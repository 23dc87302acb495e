import Foundation
import HTTPTypes
import Jobs
import Kiln
import Logging
import Metrics
import Testing
import Wire

@testable import Server

/// A service's parts over a temporary data folder, with the models of the project.
struct TestService {
    let folder: String
    let desk: JobDesk
    let intake: Intake
    let routes: [Route]

    init() throws {
        folder = NSTemporaryDirectory() + "kiln-server-\(UUID().uuidString)"
        let registry = PrometheusRegistry()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        desk = JobDesk(
            store: try SQLiteJobStore(folder: folder), measures: ServiceMeasures(registry),
            logger: logger)
        let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../models").standardized.path
        let cache = HashCache(file: folder + "/hashes.json")
        intake = Intake(
            shelf: try ModelShelf(models, hashes: cache), desk: desk, limits: Limits(),
            data: folder,
            fetch: URLPictures(isAllowed: false))
        routes =
            ServiceRoutes(
                intake: intake, state: WebUIState(folder: folder, program: "/bin/false"),
                registry: registry,
                presence: WorkerPresence(), isBehindTLS: false
            ).all
    }

    /// Removes what the tests have written.
    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// An order that is small.
    func order(_ prompt: String = "a red circle", images: Int = 1) -> Order {
        var request = GenerationRequest()
        request.prompts = [PromptRequest(prompt)]
        request.checkpoint = "demo-sd15"
        (request.width, request.height, request.steps) = (64, 64, 2)
        request.iterations = images
        return Order(request, kind: "kiln")
    }
}

@Suite struct RouteTableTests {
    @Test func `a path finds its route and its parameters`() throws {
        let service = try TestService()
        defer { service.remove() }
        let table = RouteTable(service.routes)
        guard
            case .found(let route, let parameters) = table.match(
                "GET", "/kiln/v1/jobs/abc/previews/3")
        else {
            Issue.record("no route")
            return
        }
        #expect(route.operation.path == "/kiln/v1/jobs/{id}/previews/{index}")
        #expect(parameters == ["id": "abc", "index": "3"])
    }

    @Test func `HEAD is answered as GET, and other methods name those there are`() throws {
        let service = try TestService()
        defer { service.remove() }
        let table = RouteTable(service.routes)
        guard case .found = table.match("HEAD", "/healthz") else {
            Issue.record("HEAD is not answered")
            return
        }
        guard case .otherMethods(let methods) = table.match("PATCH", "/kiln/v1/jobs") else {
            Issue.record("another answer")
            return
        }
        #expect(methods == [.get, .post])
        guard case .nothing = table.match("GET", "/kiln/v1/nothing") else {
            Issue.record("another answer")
            return
        }
    }

    @Test func `no two routes are the same, and every one is found by its own path`() throws {
        let service = try TestService()
        defer { service.remove() }
        let table = RouteTable(service.routes)
        var seen: Set<String> = []
        for route in service.routes {
            let operation = route.operation
            #expect(seen.insert("\(operation.method) \(operation.path)").inserted)
            let path = operation.path.replacing("{", with: "").replacing("}", with: "")
            guard case .found(let found, _) = table.match(operation.method.rawValue, path) else {
                Issue.record("\(operation.path) is not found")
                continue
            }
            #expect(found.operation.path == operation.path)
        }
        #expect(seen.count > 70)
    }

    @Test func `every route but two needs a scope, and the workers' need theirs`() throws {
        let service = try TestService()
        defer { service.remove() }
        for route in service.routes {
            let path = route.operation.path
            switch route.facts.access {
            case .open: #expect(Gate.openPaths.contains(path))
            case .scope(let scope): #expect((scope == .worker) == path.hasPrefix("/worker/"))
            }
        }
    }

    @Test func `the description names every route but the workers'`() throws {
        let service = try TestService()
        defer { service.remove() }
        let described = service.routes.filter { !$0.operation.path.hasPrefix("/worker/") }
        let document = OpenAPIDocument(
            title: "Kiln", version: "1", operations: described.map(\.operation),
            failure: ErrorObject.self)
        let paths = try #require(document.json["paths"]?.members)
        #expect(Set(paths.keys) == Set(described.map(\.operation.path)))
    }
}
