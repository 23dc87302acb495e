import Foundation
import HTTPTypes
import Jobs
import Wire
import WorkerAPI

/// The routes that workers use, and nobody else.
struct WorkerRoutes: Sendable {
    let desk: JobDesk
    let limits: Limits
    /// Bytes of a message without a file, and of a preview.
    private static let messageBytes = 1 << 20

    /// All of them.
    var routes: [Route] {
        [claim, progress, orders, preview, keep, firstPass, add, input, outcome]
    }

    private func route(
        _ method: Operation.Method, _ path: String, _ summary: String,
        answer: @escaping @Sendable (Call) async throws -> Reply
    ) -> Route {
        var operation = Operation(
            method, path, summary, tag: "Workers", responses: [200: .none])
        operation.scope = Scope.worker.rawValue
        var route = Route(operation, .kiln, answer: answer)
        route.bodyLimit = Self.messageBytes
        return route
    }

    /// The route of a part of a try.
    private func route(
        _ method: Operation.Method, of part: WorkerRoute.Part, _ summary: String,
        answer: @escaping @Sendable (Call) async throws -> Reply
    ) -> Route {
        route(
            method, WorkerRoute.lease("{job}", "{attempt}", part), summary, answer: answer)
    }

    // MARK: Jobs

    private var claim: Route {
        route(.post, WorkerRoute.claims, "Asks for a job.") { call in
            let request = try call.message(ClaimRequest.self).checked()
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
        route(.post, of: .progress, "Tells how far a job is.") { call in
            try .encoded(await desk.report(call.message(), call.lease()))
        }
    }

    private var orders: Route {
        route(.get, of: .orders, "Waits for orders.") { call in
            let skips = call.query["skips"].flatMap { Int($0) } ?? 0
            return try .encoded(await desk.orders(for: call.lease(), skips: skips))
        }
    }

    private var outcome: Route {
        route(.post, of: .outcome, "Tells how a try ended.") { call in
            try await desk.end(call.lease(), call.message())
            return .empty()
        }
    }

    // MARK: Files

    private var preview: Route {
        var route = route(
            .put, of: .preview(image: "{index}"), "Hands in a preview."
        ) { call in
            try desk.show(call.body, of: call.id("index", of: "image"), call.lease())
            return .empty()
        }
        route.takesBytes = true
        return route
    }

    private var keep: Route {
        handIn(.put, .firstPass(image: "{index}"), "Hands in a first pass.") { call in
            try await desk.keep(call.body, of: call.id("index", of: "image"), call.lease())
        }
    }

    private var add: Route {
        handIn(.post, .images, "Hands in a picture.") { call in
            let (report, file) = try Call.reading {
                try Parcel.unpacked(call.body, as: ImageReport.self)
            }
            _ = try await desk.add(report, Array(file), call.lease())
        }
    }

    private func handIn(
        _ method: Operation.Method, _ part: WorkerRoute.Part, _ summary: String,
        take: @escaping @Sendable (Call) async throws -> Void
    ) -> Route {
        var route = route(method, of: part, summary) { call in
            try await take(call)
            return .empty()
        }
        route.bodyLimit = limits.resultBytes
        route.takesBytes = true
        return route
    }

    private var firstPass: Route {
        route(.get, of: .firstPass(image: "{index}"), "A first pass of an earlier try.") { call in
            .bytes(
                try await desk.firstPass(call.id("index", of: "image"), call.lease()),
                type: "application/octet-stream")
        }
    }

    private var input: Route {
        route(.get, of: .input("{name}"), "A file that came with the job.") { call in
            .bytes(
                try await desk.input(call.id("name", of: "input"), call.lease()),
                type: "application/octet-stream")
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

    /// What a worker says.
    ///
    /// - Throws: 422 if the body is another message, or none.
    fileprivate func message<Message: Decodable>(_: Message.Type = Message.self) throws -> Message {
        try Self.reading { try JSONDecoder().decode(Message.self, from: Data(body)) }
    }

    /// What is read of a body.
    ///
    /// - Throws: 422 if that is not in it.
    fileprivate static func reading<Message>(_ read: () throws -> Message) throws -> Message {
        do {
            return try read()
        } catch let error as WorkerAPIError {
            throw APIError.invalid("\(error)")
        } catch is DecodingError {
            throw APIError.invalid("the body is not the message that this address takes.")
        }
    }
}

extension Reply {
    /// A message to a worker.
    fileprivate static func encoded(_ message: some Encodable) throws -> Reply {
        .bytes([UInt8](try JSONEncoder().encode(message)), type: "application/json")
    }
}
