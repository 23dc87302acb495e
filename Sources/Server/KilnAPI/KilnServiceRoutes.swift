import HTTPTypes
import Wire

/// The routes of `/kiln/v1` that tell of all jobs and of the service.
struct KilnServiceRoutes: Sendable {
    let intake: Intake
    let readiness: Readiness

    /// All of them.
    var routes: [Route] { [status, events] }

    private func operation(
        _ path: String, _ summary: String, _ answer: ResponseBody
    ) -> Operation {
        var operation = Operation(
            .get, "/kiln/v1" + path, summary, tag: "Kiln", responses: [200: answer])
        operation.scope = Scope.read.rawValue
        return operation
    }

    private var status: Route {
        Route(
            operation(
                "/status", "Tells what goes on: jobs, what they wait for, workers, room.",
                .json(StatusObject.self)), .kiln
        ) { _ in .json(try await StatusObject(intake, readiness)) }
    }

    private var events: Route {
        var operation = operation(
            "/events",
            """
            Tells what happens to all jobs from now on, each event with its job; by Last-Event-ID also \
            what has happened since.
            """, .events)
        operation.headers = [.lastEvent]
        operation.events = .job
        return Route(operation, .kiln) { call in
            let last = call.head.headerFields[.lastEvent].flatMap { Int64($0) }
            return try call.events { JobFeed(desk: intake.desk).events(since: last) }
        }
    }
}
