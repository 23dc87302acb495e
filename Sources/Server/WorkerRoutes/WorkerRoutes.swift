import Foundation
import HTTPTypes
import Jobs
import Wire
import WorkerAPI

/// The routes that workers use, and nobody else.
struct WorkerRoutes: Sendable {
    let desk: JobDesk
    /// Bytes that a worker's result may have.
    static let resultLimit = 256 << 20

    /// All of them.
    var routes: [Route] {
        [claim, progress, orders, preview, keep, firstPass, add, input, outcome]
    }

    private func route(
        _ method: Operation.Method, _ path: String, _ summary: String,
        answer: @escaping @Sendable (Call) async throws -> Reply
    ) -> Route {
        var operation = Operation(
            method, WorkerRoute.root + path, summary, tag: "Workers", responses: [200: .none])
        operation.scope = Scope.worker.rawValue
        var route = Route(operation, .kiln, answer: answer)
        route.bodyLimit = Self.resultLimit
        route.takesBytes = true
        return route
    }

    private static let lease = "/jobs/{job}/{attempt}"

    private var claim: Route {
        route(.post, "/claims", "Asks for a job.") { call in
            let request = try JSONDecoder().decode(ClaimRequest.self, from: Data(call.body))
            guard request.worker == call.worker else {
                throw APIError.invalid("the worker's name is not that of the request's head.")
            }
            return .later {
                if let answer = try await desk.claim(request) {
                    return try .encoded(ClaimReply.job(answer))
                }
                guard let number = desk.roll.unloading(dueFor: request) else { return .empty() }
                return try .encoded(ClaimReply.unload(number: number))
            }
        }
    }

    private var progress: Route {
        route(.post, Self.lease + "/progress", "Tells how far a job is.") { call in
            let report = try JSONDecoder().decode(ProgressReport.self, from: Data(call.body))
            return try .encoded(await desk.report(report, call.lease()))
        }
    }

    private var orders: Route {
        route(.get, Self.lease + "/orders", "Waits for orders.") { call in
            let skips = call.query["skips"].flatMap { Int($0) } ?? 0
            return try .encoded(await desk.orders(for: call.lease(), skips: skips))
        }
    }

    private var preview: Route {
        route(.put, Self.lease + "/previews/{index}", "Hands in a preview.") { call in
            let lease = try call.lease()
            let index: Int = try call.id("index", of: "image")
            guard call.body.count <= 1 << 20 else { throw LimitBreach.bodyTooLarge(bytes: 1 << 20) }
            try desk.show(call.body, of: index, lease)
            return .empty()
        }
    }

    private var keep: Route {
        route(.put, Self.lease + "/first-passes/{index}", "Hands in a first pass.") { call in
            try await desk.keep(call.body, of: call.id("index", of: "image"), call.lease())
            return .empty()
        }
    }

    private var firstPass: Route {
        route(.get, Self.lease + "/first-passes/{index}", "A first pass of an earlier try.") {
            call in
            .bytes(
                try await desk.firstPass(call.id("index", of: "image"), call.lease()),
                type: "application/octet-stream")
        }
    }

    private var add: Route {
        route(.post, Self.lease + "/images", "Hands in a picture.") { call in
            let (report, file) = try Parcel.unpacked(call.body, as: ImageReport.self)
            _ = try await desk.add(report, Array(file), call.lease())
            return .empty()
        }
    }

    private var input: Route {
        route(.get, Self.lease + "/inputs/{name}", "A file that came with the job.") { call in
            .bytes(
                try await desk.input(call.id("name", of: "input"), call.lease()),
                type: "application/octet-stream")
        }
    }

    private var outcome: Route {
        route(.post, Self.lease + "/outcome", "Tells how a try ended.") { call in
            let outcome = try JSONDecoder().decode(OutcomeReport.self, from: Data(call.body))
            try await desk.end(call.lease(), outcome)
            return .empty()
        }
    }
}

extension Call {
    /// The name that a worker gives itself.
    fileprivate var worker: String {
        HTTPField.Name(WorkerRoute.workerField).flatMap { head.headerFields[$0] } ?? ""
    }

    /// The lease that the path names.
    fileprivate func lease() throws -> Lease {
        Lease(
            job: try id("job", of: "job"), attempt: try id("attempt", of: "try"),
            worker: WorkerID(worker))
    }
}

extension Reply {
    /// A message to a worker.
    fileprivate static func encoded(_ message: some Encodable) throws -> Reply {
        .bytes([UInt8](try JSONEncoder().encode(message)), type: "application/json")
    }
}
