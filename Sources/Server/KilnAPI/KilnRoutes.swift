import HTTPTypes
import Jobs
import Kiln
import WebUI
import Wire
import WorkerAPI

/// The routes of `/kiln/v1`, on which the page stands.
struct KilnRoutes: Sendable {
    let intake: Intake

    private var desk: JobDesk { intake.desk }
    private var orders: JobOrders { JobOrders(intake: intake) }
    private static let root = "/kiln/v1"
    private static let tag = "Kiln"

    /// All of them.
    var routes: [Route] {
        [plan, accept, list, job, request, cancel, events, preview, image, infotext, models]
            .map(\.knowingItsQuery)
    }

    // MARK: Jobs

    private var plan: Route {
        var operation = Operation(
            .post, Self.root + "/plan", "Says what would run, or why it cannot; nothing runs.",
            tag: Self.tag, responses: [200: .json(PlanObject.self)])
        operation.requestBody = JobBody.self
        operation.examples = BodyExamples.jobs
        operation.scope = Scope.read.rawValue
        return Route(operation, .kiln) { call in
            let order = try await orders.order(call, storing: false)
            return .json(
                PlanObject(
                    try await intake.plan(order), hashes: intake.shelf.hashes,
                    resuming: !order.from.isEmpty))
        }
    }

    private var accept: Route {
        var operation = Operation(
            .post, Self.root + "/jobs",
            """
            Takes a job: when this answers, it is on the disk and will be done. 202 is a new job, 200 the \
            one that an earlier request with the same key has made.
            """, tag: Self.tag,
            responses: [200: .json(JobObject.self), 202: .json(JobObject.self)])
        operation.requestBody = JobBody.self
        operation.examples = BodyExamples.jobs
        operation.headers = [.idempotencyKey]
        operation.answerHeaders[202] = [.init("Location", "The job's address.")]
        operation.scope = Scope.generate.rawValue
        return Route(operation, .kiln) { call in
            var order = try await orders.order(call, storing: true)
            order.idempotencyKey = try order.idempotencyKey ?? call.idempotencyKey()
            let taken = try await intake.take(
                order, owner: JobOwner(call.principal), logger: call.logger)
            var reply = Reply.json(
                try await desk.view(of: taken.job), status: taken.isNew ? .accepted : .ok)
            reply.fields[.location] = "\(Self.root)/jobs/\(taken.job.id)"
            return reply
        }
    }

    private var list: Route {
        var operation = Operation(
            .get, Self.root + "/jobs", "Lists jobs, the latest first.", tag: Self.tag,
            responses: [200: .json(JobListObject.self)])
        operation.query = JobListQuery.self
        operation.scope = Scope.read.rawValue
        return Route(operation, .kiln) { call in
            let query = try call.queryObject(JobListQuery.self)
            var filter = JobFilter()
            filter.states = query.state.flatMap { JobState(rawValue: $0.rawValue) }.map { [$0] }
            let jobs = try await desk.store.jobs(
                filter, before: query.before.map { Int64($0) }, limit: query.limit)
            var answer = JobListObject()
            for job in jobs { answer.jobs.append(try await desk.view(of: job)) }
            answer.next = jobs.count == query.limit ? jobs.last.map { Int($0.number) } : nil
            return .json(answer)
        }
    }

    private func jobOperation(
        _ method: Operation.Method, _ path: String, _ summary: String, _ answer: ResponseBody,
        scope: Scope
    ) -> Operation {
        var operation = Operation(
            method, Self.root + path, summary, tag: Self.tag, responses: [200: answer])
        operation.pathParameters = operation.pathNames.map {
            $0 == "id" ? IDParameter.id : IDParameter.number($0)
        }
        operation.scope = scope.rawValue
        return operation
    }

    private var job: Route {
        Route(
            jobOperation(.get, "/jobs/{id}", "Shows a job.", .json(JobObject.self), scope: .read),
            .kiln
        ) { call in
            .json(try await desk.view(of: desk.store.job(call.id("id", of: "job"))))
        }
    }

    private var request: Route {
        let operation = jobOperation(
            .get, "/jobs/{id}/request",
            """
            What was asked for, with its seeds: sent again it makes the same job. 404 where another API was asked \
            in words that this one does not have, and where a job that has ended has no file any more.
            """, .json(JobBody.self), scope: .read)
        return Route(operation, .kiln) { call in
            let job = try await desk.store.job(call.id("id", of: "job"))
            guard let body = await desk.request(of: job) else {
                throw APIError(
                    .notFound, "no_request",
                    "there are no words of /kiln/v1 for what job \(job.id) was asked for, or they are not kept any "
                        + "more.")
            }
            return .json(body)
        }
    }

    private var cancel: Route {
        Route(
            jobOperation(
                .delete, "/jobs/{id}",
                "Calls a job off; one that runs stops at its next step, and keeps what it has.",
                .json(JobObject.self), scope: .generate), .kiln
        ) { call in
            .json(try await desk.view(of: desk.cancel(call.id("id", of: "job"))))
        }
    }

    private var events: Route {
        var operation = jobOperation(
            .get, "/jobs/{id}/events",
            """
            Tells what happens to a job until it ends. Events with an id can be asked for again from \
            there, by Last-Event-ID; 204 is that nothing more will come.
            """, .events, scope: .read)
        operation.responses[204] = ResponseBody.none
        operation.headers = [.lastEvent]
        operation.events = .job
        return Route(operation, .kiln) { call in
            let id: JobID = try call.id("id", of: "job")
            let stream = JobEventStream(desk: desk, job: id)
            let last = max(call.head.headerFields[.lastEvent].flatMap { Int($0) } ?? 0, 0)
            guard try await stream.hasMore(after: last) else { return .empty() }
            return try call.events { stream.events(after: last) }
        }
    }

    private var preview: Route {
        Route(
            jobOperation(
                .get, "/jobs/{id}/previews/{index}",
                """
                The latest preview of an image while its job runs; what "n" says in the addresses of previews \
                makes them differ, and is not looked at.
                """, .binary(["image/jpeg"]),
                scope: .read), .kiln
        ) { call in
            let id: JobID = try call.id("id", of: "job")
            let index: Int = try call.id("index", of: "image")
            guard let jpeg = desk.board.entry(id.description)?.previews[index] else {
                throw APIError.notFound("there is no preview of that image now.")
            }
            return .bytes(jpeg, type: "image/jpeg")
        }
    }

    // MARK: Images

    private var image: Route {
        let file = ResponseBody.binary(Jobs.MediaType.allCases.map(\.rawValue))
        var operation = jobOperation(
            .get, "/images/{id}", "The file of an image, or a part of it.", file, scope: .read)
        operation.responses.merge(
            [206: file, 304: .none, 416: .json(ErrorObject.self)]
        ) { $1 }
        operation.headers = [.ifNoneMatch, .range]
        operation.answerHeaders = [
            200: [.eTag, .acceptRanges], 206: [.eTag, .acceptRanges, .contentRange],
            304: [.eTag], 416: [.contentRange],
        ]
        return Route(operation, .kiln) { call in
            let image = try await desk.store.image(call.id("id", of: "image"))
            let tag = image.hash.description
            let isKnown = !image.isGone && FileReply.isKnown(tag, to: call.head)
            let file = FileReply(
                bytes: isKnown ? [] : try await desk.store.bytes(of: image.id),
                type: image.image.mediaType.rawValue, tag: tag)
            var reply = try file.reply(to: call.head)
            reply.fields[.cacheControl] = "private, max-age=31536000, immutable"
            reply.fields[.contentSecurityPolicy] = "sandbox; default-src 'none'"
            return reply
        }
    }

    private var infotext: Route {
        Route(
            jobOperation(
                .get, "/images/{id}/infotext", "How an image was made, as the web UI writes it.",
                .text("text/plain"), scope: .read), .kiln
        ) { call in
            .text(try await desk.store.image(call.id("id", of: "image")).image.infotext)
        }
    }

    private var models: Route {
        var operation = Operation(
            .get, Self.root + "/models",
            "Lists what the model folder holds, and what can be named.",
            tag: Self.tag, responses: [200: .json(ModelsObject.self)])
        operation.scope = Scope.read.rawValue
        return Route(operation, .kiln) { [reports = intake.shelf.reports] _ in
            .json(try await intake.shelf.reading { try ModelsObject($0, reports) })
        }
    }
}

extension Call {
    /// The key in the request's head; `nil` if there is none.
    ///
    /// - Throws: ``APIError`` for one that could not stand in a body either.
    fileprivate func idempotencyKey() throws -> String? {
        guard let key = head.headerFields[.idempotencyKey] else { return nil }
        guard JobBody.isKey(key) else {
            throw APIError.invalid("Idempotency-Key should be \(JobBody.keyWords).")
        }
        return key
    }
}

/// Parameters of paths that are ids or numbers.
enum IDParameter {
    static let id = Operation.PathParameter(
        "id", "The id.", schema: ["type": "string", "pattern": "^[a-z2-7]{26}$"])

    static func number(_ name: String) -> Operation.PathParameter {
        Operation.PathParameter(
            name, "The image's place in the job.",
            schema: ["type": "integer", "minimum": 0, "maximum": 100_000])
    }
}
