import HTTPTypes
import Jobs
import Kiln
import Wire

/// Every route of the service: the one list from which requests are answered and the API is described.
struct ServiceRoutes: Sendable {
    let intake: Intake
    let state: WebUIState
    let registry: PrometheusRegistry
    /// Whether browsers reach the server by `https`.
    let isBehindTLS: Bool

    private var desk: JobDesk { intake.desk }
    private var ready: Readiness { Readiness(desk: desk) }
    private static let tag = "Service"

    /// All of them.
    var all: [Route] {
        let described =
            own + KilnRoutes(intake: intake).routes
            + KilnServiceRoutes(intake: intake, readiness: ready).routes
            + ImagesRoutes(intake: intake, isBehindTLS: isBehindTLS).routes
            + WebUIRoutes(intake: intake, state: state).routes
        return described + [description(of: described)]
            + WorkerRoutes(desk: desk, limits: intake.limits).routes
    }

    private var own: [Route] { [page, docs, health, readiness, metrics] }

    private func operation(
        _ path: String, _ summary: String, _ answer: ResponseBody, scope: Scope?
    ) -> Operation {
        var operation = Operation(
            .get, path, summary, tag: Self.tag, responses: [200: answer])
        operation.scope = scope?.rawValue
        return operation
    }

    private var page: Route {
        Route(
            operation("/", "A page that shows what goes on.", .text("text/html"), scope: .read),
            .kiln
        ) { _ in
            let checkpoints = try await intake.shelf.reading { folder in
                folder.checkpoints.map {
                    StatusPage.Checkpoint(title: $0.title, runs: folder.runs($0))
                }
            }
            var facts = StatusPage.Facts(
                checkpoints: checkpoints,
                counts: try await desk.store.counts(), workers: desk.roll.count)
            let running = JobFilter(states: [.running])
            for job in try await desk.store.jobs(running, before: nil, limit: 20) {
                facts.running.append(try await desk.view(of: job))
            }
            var reply = Reply.text(StatusPage.html(facts), type: "text/html; charset=utf-8")
            reply.fields[.contentSecurityPolicy] =
                "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
            return reply
        }
    }

    /// Where servers of the web UI show their description.
    private var docs: Route {
        var operation = operation(
            "/docs", "Leads to the description of the APIs.", .none, scope: .read)
        operation.responses = [307: .none]
        return Route(operation, .kiln) { _ in
            var reply = Reply.empty(.temporaryRedirect)
            reply.fields[.location] = "/openapi.json"
            return reply
        }
    }

    private var health: Route {
        Route(
            operation("/healthz", "Whether the process answers.", .text("text/plain"), scope: nil),
            .kiln
        ) { _ in .text("ok\n") }
    }

    private var readiness: Route {
        var operation = operation(
            "/readyz", "Whether jobs are accepted and will be done.", .text("text/plain"),
            scope: nil)
        operation.responses[503] = .text("text/plain")
        return Route(operation, .kiln) { _ in
            if let reason = await ready.hindrance {
                var reply = Reply.text("not ready: \(reason)\n")
                reply.status = .serviceUnavailable
                return reply
            }
            return .text("ready\n")
        }
    }

    private var metrics: Route {
        Route(
            operation(
                "/metrics", "Measures in Prometheus' text format.", .text("text/plain"),
                scope: .read), .kiln
        ) { _ in
            desk.measures.queue(try await desk.store.counts())
            desk.measures.depth(try await desk.store.queueDepth())
            return .text(registry.text, type: PrometheusRegistry.contentType)
        }
    }

    /// The description is made once: routes do not change while the service runs.
    private func description(of routes: [Route]) -> Route {
        let operation = operation(
            "/openapi.json", "This description.", .json(JSONValue.self), scope: .read)
        let document = OpenAPIDocument(
            title: "Kiln", version: KilnVersion.string,
            operations: routes.map(\.operation) + [operation], failure: ErrorObject.self)
        let bytes = document.json.bytes
        return Route(operation, .kiln) { _ in .bytes(bytes, type: "application/json") }
    }
}
