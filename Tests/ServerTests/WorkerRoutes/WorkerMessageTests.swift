import Foundation
import HTTPTypes
import Jobs
import Kiln
import Testing
import Wire
import WorkerAPI

@testable import Server

/// What workers say, at the edges of what can be said.
@Suite struct WorkerMessageTests {
    private let service: TestService
    private let worker: WorkerAtTheDoor
    private static let edges = [
        "-9223372036854775808", "-4294967297", "-1", "0", "1", "2", "63", "64", "256", "4294967296",
        "9007199254740993", "4611686018427387904", "9223372036854775807",
    ]

    init() throws {
        service = try TestService()
        worker = WorkerAtTheDoor(service: service)
    }

    private func claimed(images: Int = 2) async throws -> ClaimAnswer {
        var order = service.order(images: images)
        order.request.hires = HiresRequest()
        _ = try await service.intake.take(order, owner: "me")
        return try #require(try await worker.claim())
    }

    /// The status and the sentence of a refusal; 200 if there is none.
    private func status(
        _ method: Wire.Operation.Method, _ path: String, _ body: String
    ) async throws -> Int {
        do throws {
            try await worker.say(method, path, Array(body.utf8))
            return 200
        } catch let error as APIError {
            return error.status.code
        }
    }

    @Test func `no number of a progress report harms those who read it`() async throws {
        defer { service.remove() }
        let claim = try await claimed()
        for number in Self.edges {
            let report = """
                {"stage": "hires pass", "detail": "", "step": \(number), "steps": \(number),
                "images": [\(number), 1, \(number)], "fraction": \(number), "finished": \(number),
                "part": {"number": \(number), "count": \(number)},
                "memory": {"process": \(number), "models": \(number)}}
                """
            #expect(try await status(.post, worker.path(claim, .progress), report) == 200)
            let entry = try #require(service.desk.board.entry(claim.job)).report
            #expect((0...1_000_000).contains(entry.steps))
            #expect((0...entry.steps).contains(entry.step))
            #expect(entry.images.allSatisfy((0..<2).contains) && entry.images.count <= 2)
            #expect((0...1).contains(entry.fraction) && (0...2).contains(entry.finished))
            let part = try #require(entry.part)
            #expect((0..<part.count).contains(part.number) && part.count <= 1_000_000)
            for path in ["/sdapi/v1/progress", "/kiln/v1/jobs/\(claim.job)"] {
                _ = try await service.json(.get, path)
            }
            _ = try await service.answer(.get, "/metrics", [:])
        }
    }

    @Test func `texts of a progress report are short and print`() async throws {
        defer { service.remove() }
        let claim = try await claimed()
        var report = ProgressReport()
        report.stage = String(repeating: "a\u{301}", count: 5_000)
        report.detail = "a\nb\u{1B}[31m\u{202E}c"
        report.images = Array(repeating: 1, count: 100_000)
        let body = [UInt8](try JSONEncoder().encode(report))
        try await worker.say(.post, worker.path(claim, .progress), body)
        let entry = try #require(service.desk.board.entry(claim.job)).report
        #expect(entry.stage.unicodeScalars.count <= 201)
        #expect(entry.detail == "a\u{FFFD}b\u{FFFD}[31m\u{FFFD}c")
        #expect(entry.images == [1, 1])
    }

    @Test func `a preview of an image that the job does not make is not shown`() async throws {
        defer { service.remove() }
        let claim = try await claimed()
        for image in ["2", "-1", "9223372036854775807"] {
            try await worker.say(.put, worker.path(claim, .preview(image: image)), [1])
        }
        try await worker.say(.put, worker.path(claim, .preview(image: "1")), [2])
        #expect(service.desk.board.entry(claim.job)?.previews == [1: [2]])
    }

    @Test(arguments: [
        "", "{}", "[]", "null", "{\"worker\": 1}", "\u{1}", "{\"images\": [1e999]}",
        String(repeating: "[", count: 100_000),
    ])
    func `what is no message is refused, and not the server's failure`(body: String) async throws {
        defer { service.remove() }
        let claim = try await claimed()
        let paths = [
            WorkerRoute.claims, worker.path(claim, .progress), worker.path(claim, .outcome),
            worker.path(claim, .images),
        ]
        for path in paths { #expect(try await status(.post, path, body) == 422) }
    }

    @Test func `a question for work has bounds`() async throws {
        defer { service.remove() }
        func question(
            _ name: String, _ change: (inout ClaimRequest) -> Void = { _ in }
        ) async throws -> Int {
            var request = ClaimRequest(worker: name, device: "cpu", resident: [])
            change(&request)
            let body = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
            var worker = worker
            worker.name = name
            do {
                try await worker.say(.post, WorkerRoute.claims, Array(body.utf8))
                return 200
            } catch let error as APIError {
                return error.status.code
            }
        }
        for _ in 0..<2 { _ = try await service.intake.take(service.order(), owner: "me") }
        #expect(try await question("") == 422)
        #expect(try await question(String(repeating: "w", count: 201)) == 422)
        #expect(try await question("w\u{202E}") == 422)
        #expect(try await question("w") { $0.life = String(repeating: "l", count: 201) } == 422)
        #expect(
            try await question("w") { $0.resident = Array(repeating: "m", count: 1_001) } == 422)
        #expect(
            try await question("w") { $0.resident = [String(repeating: "m", count: 5_000)] } == 422)
        #expect(service.desk.roll.memory.isEmpty)
        let accepted = try await question("w") { request in
            request.device = "cuda\n" + String(repeating: "0", count: 1_000)
            request.memory = WorkerMemory(process: .max, models: .min)
            request.unloaded = .min
        }
        #expect(accepted == 200)
        let (device, memory) = try #require(service.desk.roll.memory.first)
        #expect(device.hasPrefix("cuda\u{FFFD}0") && device.unicodeScalars.count <= 33)
        #expect(memory == WorkerMemory(process: 1 << 50, models: 0))
    }

    @Test(arguments: edges)
    func `no number of an outcome harms, and its reason is short`(number: String) async throws {
        defer { service.remove() }
        let claim = try await claimed()
        let outcome = """
            {"kind": "failed", "reason": "\(String(repeating: "a\u{301}", count: 9_000))\\u0007",
            "times": {"stages": {"hop": \(number), "x": \(number)},
            "loads": [\(number), 1e300, -1e300]}, "memory": {"process": \(number)}}
            """
        #expect(try await status(.post, worker.path(claim, .outcome), outcome) == 200)
        let id = try #require(JobID(claim.job))
        let detail = try #require(try await service.desk.store.job(id).failure?.detail)
        #expect(detail.unicodeScalars.count <= 2_001)
        _ = try await service.answer(.get, "/metrics", [:])
    }

    @Test func `a reason of several lines becomes one line`() {
        let outcome = OutcomeReport(.failed, reason: "it failed:\r\n  at /usr/lib/x.so\n\u{1B}[0m")
        #expect(outcome.sentence == "it failed:   at x.so \u{FFFD}[0m")
    }

    @Test func `numbers that no picture has are refused`() async throws {
        defer { service.remove() }
        let claim = try await claimed()
        for number in Self.edges {
            for field in ["index", "width", "height", "seed", "subseed"] {
                var values = [
                    "index": "0", "width": "8", "height": "8", "seed": "1", "subseed": "1",
                ]
                values[field] = number
                let numbers = values.map { "\"\($0)\": \($1)" }.joined(separator: ", ")
                let texts = #""isBeforeHires": false, "mediaType": "image/png", "infotext": "", "#
                let json = Array("{\(texts)\(numbers)}".utf8)
                let head = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: json.count >> $0) }
                let path = worker.path(claim, .images)
                let body = head + json + [1, 2, 3]
                do {
                    try await worker.say(.post, path, body)
                } catch let error as APIError {
                    #expect(error.status.code == 422)
                }
            }
        }
        let id = try #require(JobID(claim.job))
        for image in try await service.desk.store.images(of: id) {
            #expect((0..<2).contains(image.image.index))
            #expect((1...65_535).contains(image.image.width))
            #expect((1...65_535).contains(image.image.height))
            #expect(image.image.seed >= 0)
        }
    }

    @Test func `a picture of any seed that may be asked for is taken`() async throws {
        for seed in [0, 1 << 40, (1 << 53) + 1, Int.max] {
            let report = ImageReport(
                index: 0, isBeforeHires: false, size: (8, 8), mediaType: "image/png", infotext: "",
                seeds: (seed, seed))
            #expect(throws: Never.self) { try report.check() }
        }
    }

    @Test func `only what brings a file may be large`() {
        let table = RouteTable(service.routes)
        func limit(_ method: String, _ part: WorkerRoute.Part) -> Int? {
            guard case .found(let route, _) = table.match(method, WorkerRoute.lease("a", "1", part))
            else { return nil }
            return route.bodyLimit
        }
        let small: [(String, WorkerRoute.Part)] = [
            ("POST", .progress), ("GET", .orders), ("PUT", .preview(image: "0")),
            ("GET", .firstPass(image: "0")), ("GET", .input("a")), ("POST", .outcome),
        ]
        for (method, part) in small { #expect(limit(method, part) == 1 << 20) }
        #expect(limit("PUT", .firstPass(image: "0")) == Limits().resultBytes)
        #expect(limit("POST", .images) == Limits().resultBytes)
    }
}
