import Testing
import Wire

@testable import Server

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
