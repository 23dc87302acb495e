import Foundation
import Synchronization
import Testing
import WorkerAPI

@testable import Kiln
@testable import Worker

struct WorkerLoopTests {
    private let server = ScriptedServer()

    /// Lets a worker live until something has come to pass, and ends it.
    private func live(
        _ runner: ScriptedRunner,
        change: @escaping @Sendable (inout WorkerLoop.Settings) -> Void = { _ in },
        until isOver: @escaping @Sendable (ScriptedServer) throws -> Bool
    ) async throws {
        let server = server
        try await server.run { address in
            var settings = WorkerLoop.Settings(
                server: try ServerAddress(address), token: ScriptedServer.token, name: "w")
            change(&settings)
            let loop = WorkerLoop(settings, runner: runner)
            async let life: Void = loop.run()
            let end = ContinuousClock.now + .seconds(60)
            while try !isOver(server) {
                guard ContinuousClock.now < end else {
                    throw TimedOut(said: server.said.map(\.what))
                }
                try await Task.sleep(for: .milliseconds(5))
            }
            loop.end()
            try await life
        }
    }

    private struct TimedOut: Error { let said: [String] }

    private func outcome() throws -> OutcomeReport {
        try #require(server.said("outcome").last).message(OutcomeReport.self)
    }

    @Test func `a job is done, its results handed in in their order, and its end told`()
        async throws
    {
        server.give(.job("a"))
        let runner = ScriptedRunner { job in
            let input = try await job.input("picture")
            job.keep(input, of: 0)
            job.add(ImageReport(0), [10])
            job.add(ImageReport(1), [11])
            job.spent(2, on: .firstPass)
        }
        try await live(runner) { !$0.said("outcome").isEmpty }
        let results = server.said.filter {
            ["first-passes/0", "images", "outcome"].contains($0.what)
        }
        #expect(results.map(\.what) == ["first-passes/0", "images", "images", "outcome"])
        #expect(results[0].body == [1, 2, 3])
        let pictures = try results[1...2].map { try Parcel.unpacked($0.body, as: ImageReport.self) }
        #expect(pictures.map(\.message.index) == [0, 1])
        #expect(pictures.map { Array($0.bytes) } == [[10], [11]])
        let end = try outcome()
        #expect(end.kind == .done)
        #expect(end.memory?.models == 1000)
        #expect(end.times?.stages[JobStage.firstPass.rawValue] == 2)
    }

    @Test func `a worker says who it is and what it holds, and does one job after the other`()
        async throws
    {
        server.give(.job("a"), .job("b"))
        try await live(ScriptedRunner()) { $0.said("outcome").count == 2 }
        let questions = try server.said("claims").map { try $0.message(ClaimRequest.self) }
        #expect(questions.count >= 2)
        #expect(Set(questions.map(\.life)).count == 1)
        #expect(questions[0].life != nil)
        #expect(questions.allSatisfy { $0.resident == ["one.safetensors"] && $0.worker == "w" })
    }

    @Test func `a worker that is to unload does so, and says which unloading it was`() async throws
    {
        server.give(.unload(number: 7))
        let runner = ScriptedRunner()
        try await live(runner) { $0.said("claims").count >= 2 }
        let questions = try server.said("claims").map { try $0.message(ClaimRequest.self) }
        #expect(questions[0].unloaded == nil)
        #expect(questions[1].unloaded == 7)
        #expect(questions[1].resident.isEmpty)
    }

    @Test(arguments: [
        (LeaseAnswer.State.cancel, OutcomeReport.Kind.cancelled), (.release, .released),
    ])
    func `a job that is called off is stopped, and its end told`(
        order: LeaseAnswer.State, end: OutcomeReport.Kind
    ) async throws {
        server.give(.job("a"))
        let server = server
        let runner = ScriptedRunner { job in
            server.order(order)
            while true {
                try job.cancellation.check()
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        try await live(runner) { !$0.said("outcome").isEmpty }
        #expect(try outcome().kind == end)
    }

    @Test func `a job that is interrupted hands in what it has`() async throws {
        server.give(.job("a"))
        let server = server
        let runner = ScriptedRunner { job in
            server.order(.interrupt)
            while !job.cancellation.isInterrupted { try await Task.sleep(for: .milliseconds(1)) }
            job.add(ImageReport(0), [1])
        }
        try await live(runner) { !$0.said("outcome").isEmpty }
        #expect(server.said("images").count == 1)
        #expect(try outcome().kind == .done)
    }

    @Test func `a skip is passed on, and the job goes on`() async throws {
        server.give(.job("a"))
        let server = server
        let runner = ScriptedRunner { job in
            server.skip()
            while !job.cancellation.isBatchSkipped { try await Task.sleep(for: .milliseconds(1)) }
        }
        try await live(runner) { !$0.said("outcome").isEmpty }
        #expect(try outcome().kind == .done)
    }

    @Test func `of a job that is another's by now nothing more is told`() async throws {
        server.give(.job("a"))
        server.refuse("progress", with: 409)
        let runner = ScriptedRunner { job in
            job.update { $0.step = 1 }
            while !job.cancellation.isCancelled { try await Task.sleep(for: .milliseconds(1)) }
            throw CancellationError()
        }
        try await live(runner) { server in
            // Asked again, it has no job any more.
            server.said.last { $0.what != "orders" }?.what == "claims"
                && !server.said("progress").isEmpty
        }
        #expect(server.said("outcome").isEmpty)
    }

    @Test func `results wait for a server that starts again`() async throws {
        server.give(.job("a"))
        server.refuse("images", with: 503, 502)
        server.refuse("outcome", with: 503)
        try await live(ScriptedRunner { $0.add(ImageReport(0), [5]) }) {
            $0.said("outcome").count == 2
        }
        #expect(server.said("images").count == 3)
        #expect(try outcome().kind == .done)
    }

    @Test(arguments: [422, 500])
    func `a result that is refused stops the job, which may be tried again`(status: Int)
        async throws
    {
        server.give(.job("a"))
        server.refuse("images", with: status, times: 100)
        let runner = ScriptedRunner { job in
            job.add(ImageReport(0), [5])
            while true {
                try job.cancellation.check()
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        try await live(runner, change: { $0.insistence = .milliseconds(200) }) {
            !$0.said("outcome").isEmpty
        }
        let end = try outcome()
        #expect(end.kind == .retry)
        #expect(end.reason.contains("\(status)"))
    }

    @Test(arguments: [507, 503, 502])
    func `results that the server cannot take now are no failure of the job`(status: Int)
        async throws
    {
        server.give(.job("a"))
        server.refuse("images", with: status, times: 100)
        let told = Mutex<[String]>([])
        let runner = ScriptedRunner { job in
            job.add(ImageReport(0), [5])
            while true {
                try job.cancellation.check()
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        try await live(
            runner,
            change: { settings in
                (settings.insistence, settings.rest) = (.milliseconds(200), .milliseconds(1))
                settings.onTrouble = { line in told.withLock { $0.append(line) } }
            }, until: { !$0.said("outcome").isEmpty && $0.said("claims").count > 1 })
        let end = try outcome()
        #expect(end.kind == .released && end.reason.contains("\(status)"))
        #expect(told.withLock { $0.count == 1 && $0[0].contains("job a was given back") })
    }

    @Test func `a worker whose results were not taken rests before it asks again`() async throws {
        server.give(.job("a"), .job("b"))
        server.refuse("images", with: 507, times: 100)
        let told = Mutex(false)
        try await live(
            ScriptedRunner { $0.add(ImageReport(0), [5]) },
            change: { settings in
                settings.insistence = .milliseconds(1)
                settings.onTrouble = { _ in told.withLock { $0 = true } }
            }, until: { _ in told.withLock(\.self) })
        try await Task.sleep(for: .milliseconds(200))
        #expect(server.said("claims").count == 1)
    }

    @Test func `a lease is held until the server has taken the end`() async throws {
        server.give(.job("a", lease: 0.3))
        server.refuse("outcome", with: 503, times: 5)
        try await live(ScriptedRunner()) { $0.said("outcome").count == 6 }
        let words = server.said.map(\.what)
        let first = try #require(words.firstIndex(of: "outcome"))
        let last = try #require(words.lastIndex(of: "outcome"))
        #expect(words[first..<last].contains("progress"))
    }

    @Test func `a job whose result is refused as another's is left at once`() async throws {
        server.give(.job("a"))
        server.refuse("images", with: 409)
        let runner = ScriptedRunner { job in
            job.add(ImageReport(0), [5])
            while true {
                try job.cancellation.check()
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        try await live(runner) { $0.said("claims").count == 2 }
        #expect(server.said("outcome").isEmpty)
    }

    @Test(arguments: [OutcomeReport.Kind.failed, .retry, .unfit])
    func `a failure says whether another try is worth it, and where`(
        kind: OutcomeReport.Kind
    ) async throws {
        server.give(.job("a"))
        let runner = ScriptedRunner { _ in
            throw JobFailure("the model is broken.", kind)
        }
        try await live(runner) { !$0.said("outcome").isEmpty }
        let end = try outcome()
        #expect(end.kind == kind)
        #expect(end.reason == "the model is broken.")
    }

    @Test func `a worker that ends hands its job back`() async throws {
        server.give(.job("a"))
        let runner = ScriptedRunner { job in
            job.update { $0.step = 1 }
            while true {
                try job.cancellation.check()
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        try await live(runner) { !$0.said("progress").isEmpty }
        #expect(try outcome().kind == .released)
    }

    @Test func `a worker that is refused says so`() async throws {
        await #expect(throws: ServerLink.Failure.self) {
            try await server.run { address in
                let settings = WorkerLoop.Settings(
                    server: try ServerAddress(address), token: "another", name: "w")
                try await WorkerLoop(settings, runner: ScriptedRunner()).run()
            }
        }
    }

    @Test(arguments: [
        (404, "no server of Kiln's"), (500, "answered 500"), (409, "answered 409"),
    ])
    func `trouble with the server is told once, as what it is, and its end too`(
        status: Int, part: String
    ) async throws {
        let told = Mutex<[String]>([])
        server.refuse("claims", with: status, times: 3)
        try await live(
            ScriptedRunner(),
            change: { settings in
                settings.onTrouble = { line in told.withLock { $0.append(line) } }
                settings.onRecovery = { line in told.withLock { $0.append(line) } }
            }, until: { $0.said("claims").count > 5 })
        let lines = told.withLock(\.self)
        #expect(lines.count == 2)
        #expect(lines.first?.contains(part) == true)
        #expect(lines.last?.hasSuffix("answers again.") == true)
    }

    @Test func `a server that is not there is said to be unreachable`() async throws {
        let told = Mutex<[String]>([])
        // Nothing listens on the port of discarded words.
        var settings = WorkerLoop.Settings(
            server: try ServerAddress("http://127.0.0.1:9"), token: "t", name: "w")
        let (lines, line) = AsyncStream.makeStream(of: Void.self)
        settings.onTrouble = { text in
            told.withLock { $0.append(text) }
            line.yield()
        }
        let loop = WorkerLoop(settings, runner: ScriptedRunner())
        async let life: Void = loop.run()
        for await _ in lines { break }
        loop.end()
        try await life
        #expect(told.withLock { $0[0].contains("cannot be reached") })
    }

    @Test func `of an engine that hangs the lease is not held, and its worker is told`()
        async throws
    {
        server.give(.job("a", lease: 0.2, patience: 0.3))
        let told = Mutex<[String]>([])
        let (runner, wake) = hanging()
        try await live(
            runner, change: { $0.onHang = { reason in told.withLock { $0.append(reason) } } }
        ) { server in
            guard told.withLock({ !$0.isEmpty }) else { return false }
            wake()
            return !server.said("outcome").isEmpty
        }
        #expect(told.withLock { $0.count } == 1)
        #expect(told.withLock { $0[0] }.contains("no sign of life"))
    }

    @Test func `an engine that gives signs of life does not hang`() async throws {
        server.give(.job("a", lease: 1, patience: 1))
        let told = Mutex(0)
        let runner = ScriptedRunner { job in
            for step in 1...250 {
                job.update { $0.step = step }
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        try await live(runner, change: { $0.onHang = { _ in told.withLock { $0 += 1 } } }) {
            !$0.said("outcome").isEmpty
        }
        #expect(told.withLock(\.self) == 0)
        #expect(try outcome().kind == .done)
    }

    /// A runner that does nothing until it is woken.
    private func hanging() -> (ScriptedRunner, @Sendable () -> Void) {
        let (signs, sign) = AsyncStream.makeStream(of: Void.self)
        return (ScriptedRunner { _ in for await _ in signs { return } }, { sign.yield() })
    }

    @Test func `of previews that come faster than they are sent the latest is sent`() async throws {
        server.give(.job("a"))
        let runner = ScriptedRunner { job in
            for number: UInt8 in 1...50 { job.preview(of: 0) { [number] } }
        }
        try await live(runner) { !$0.said("outcome").isEmpty }
        let sent = server.said("previews/0").map(\.body)
        #expect(sent.last == [50])
        #expect(sent.count < 50)
    }
}
