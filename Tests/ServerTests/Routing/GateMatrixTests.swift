import HTTPTypes
import Testing
import Wire

@testable import Server

/// What browsers send, on every route of the service: only what a page of this server or of an allowed
/// origin sends comes through.
@Suite struct GateMatrixTests {
    private static let origins: [String?] = [
        nil, "null", "http://127.0.0.1:7860", "http://evil.example", "http://127.0.0.1:9999",
        "http://127.0.0.1:7860.evil.example", "https://app.example",
        "https://app.example.evil.example",
    ]
    private static let hosts = [
        "127.0.0.1:7860", "localhost:7860", "[::1]:7860", "evil.example", "127.0.0.1.evil.example",
        "0x7f.1", "localhost.evil.example:7860", "",
    ]
    private static let types: [String?] = [
        nil, "application/json", "text/plain", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x", "application/json, text/plain",
    ]
    private static let sites: [String?] = [nil, "same-origin", "none", "same-site", "cross-site"]

    private static let localHosts = Set(hosts.prefix(3))
    private static let allowed = "https://app.example"

    @Test func `only requests of this server's pages and of allowed origins reach a route`() throws
    {
        let service = try TestService()
        defer { service.remove() }
        let gate = Gate(configuration: try GateConfiguration(origins: [Self.allowed]))
        var cells = 0
        for route in service.routes where !route.operation.path.hasPrefix("/worker/") {
            for host in Self.hosts {
                for origin in Self.origins {
                    for type in Self.types {
                        for site in Self.sites {
                            cells += 1
                            check(gate, route, (host, origin, type, site))
                        }
                    }
                }
            }
        }
        #expect(cells > 100_000)
    }

    private func check(
        _ gate: Gate, _ route: Route,
        _ cell: (host: String, origin: String?, type: String?, site: String?)
    ) {
        var request = HTTPRequest(
            method: .init(rawValue: route.operation.method.rawValue.uppercased()) ?? .get,
            scheme: "http", authority: cell.host, path: route.operation.path)
        if let origin = cell.origin { request.headerFields[.origin] = origin }
        if let type = cell.type { request.headerFields[.contentType] = type }
        if let site = cell.site, let name = HTTPField.Name("Sec-Fetch-Site") {
            request.headerFields[name] = site
        }
        let verdict = gate.verdict(request, from: "127.0.0.1", operation: route.facts)
        let passes: Bool
        switch verdict {
        case .admitted(_, let fields):
            passes = true
            let granted = fields[.accessControlAllowOrigin]
            #expect(granted == nil || granted == Self.allowed, "an origin was reflected")
        case .preflight: passes = false
        case .refused(let refusal):
            passes = false
            #expect(!refusal.sentence.contains("evil.example"))
            #expect(
                refusal.fields[.accessControlAllowOrigin] != cell.origin
                    || cell.origin == Self.allowed || cell.origin == nil)
        }
        #expect(
            !passes || Self.mayPass(route, cell),
            "\(route.operation.method) \(route.operation.path) let in \(cell)")
        if Self.mustPass(route, cell) {
            #expect(passes, "\(route.operation.method) \(route.operation.path) refused \(cell)")
        }
    }

    /// What may come through at most, written down anew.
    private static func mayPass(
        _ route: Route, _ cell: (host: String, origin: String?, type: String?, site: String?)
    ) -> Bool {
        guard localHosts.contains(cell.host) else { return false }
        let isOwn = cell.origin == "http://\(cell.host)"
        guard cell.origin == nil || isOwn || cell.origin == allowed else { return false }
        if let site = cell.site, ["same-site", "cross-site"].contains(site), cell.origin != allowed
        {
            return false
        }
        guard route.operation.method != .get else { return true }
        switch cell.type {
        case nil: return true
        case "application/json": return true
        case "multipart/form-data; boundary=x": return route.takesForms
        // A program that says so of an empty body; a browser shows itself.
        case "application/x-www-form-urlencoded":
            return route.operation.requestBody == nil && !route.takesBytes && cell.origin == nil
                && cell.site == nil
        default: return false
        }
    }

    /// What has to come through: a program of this machine, and the server's own page.
    private static func mustPass(
        _ route: Route, _ cell: (host: String, origin: String?, type: String?, site: String?)
    ) -> Bool {
        guard localHosts.contains(cell.host), cell.type == "application/json" else { return false }
        return (cell.origin == nil && cell.site == nil)
            || (cell.origin == "http://\(cell.host)" && cell.site == "same-origin")
    }
}
