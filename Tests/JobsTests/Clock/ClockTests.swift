import Foundation
import Testing

@testable import Jobs

/// A wall clock that jumps and a machine that sleeps: what each means for the queue.
@Suite struct ClockTests {
    private static let day: Int64 = 86_400_000

    @Test(arguments: Engine.all, [day, -day])
    func `a jump of the wall clock, as after sleep, makes no job wait longer or shorter`(
        engine: Engine, jump: Int64
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        _ = try await store.accept(.test("old", affinity: ["x"]))
        bench.clock.jump(jump)
        _ = try await store.accept(.test("new", affinity: ["y"]))
        let early = try #require(await bench.claim(store, resident: ["y"]))
        #expect(early.job.name == "new", "the old one has not waited for a day")
        try await store.cancelled(early.lease)
        bench.clock.advance(.seconds(61))
        _ = try await store.accept(.test("newer", affinity: ["y"]))
        let late = try #require(await bench.claim(store, resident: ["y"]))
        #expect(late.job.name == "old", "it has waited for a minute")
    }

    @Test(arguments: Engine.all, [day, -day])
    func `a jump of the wall clock neither cuts short nor draws out what a job is left to others`(
        engine: Engine, jump: Int64
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        for name in ["first", "second"] {
            _ = try await store.accept(.test(name, affinity: ["x"]))
        }
        _ = try #require(await bench.claim(store, by: "holder"))
        bench.clock.jump(jump)
        #expect(try await bench.claim(store, by: "other", resident: ["z"]) == nil)
        bench.clock.advance(.seconds(20))
        #expect(try await bench.claim(store, by: "other", resident: ["z"]) != nil)
    }

    @Test(arguments: Engine.all, [day, -day])
    func `a lease is renewed over jumps of the wall clock, and ends when it is not`(
        engine: Engine, jump: Int64
    ) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        let job = try await store.accept(.test())
        let claim = try #require(await bench.claim(store))
        for turn in 0..<6 {
            bench.clock.jump(turn.isMultiple(of: 2) ? jump : -jump)
            bench.clock.advance(.seconds(20))
            #expect(try await store.expireLeases() == [])
            #expect(try await store.heartbeat(claim.lease, lease: bench.lease) == .held)
        }
        bench.clock.jump(jump)
        bench.clock.advance(.seconds(31))
        #expect(try await store.expireLeases() == [job.id])
    }

    @Test func `a clock that is set right while the server is off holds up no job that ran`()
        async throws
    {
        let bench = Bench()
        bench.clock.jump(Self.day)
        let first = try reopen(bench)
        let job = try await first.accept(.test("ran", affinity: ["x"]))
        let failed = try #require(await bench.claim(first))
        try await first.fail(failed.lease, .workerLost, retry: true)
        bench.clock.advance(.seconds(1))
        _ = try #require(await bench.claim(first))
        try first.close()
        bench.clock.settle()
        let store = try reopen(bench)
        #expect(try await store.recover().requeued == [job.id])
        let again = try #require(await bench.claim(store), "it could be claimed before")
        try await store.release(again.lease)
        bench.clock.advance(.seconds(61))
        _ = try await store.accept(.test("new", affinity: ["y"]))
        let claim = try #require(await bench.claim(store, resident: ["y"]))
        #expect(claim.job.id == job.id, "it has waited for a minute")
    }

    @Test func `a clock that is set right while the server is off keeps no input for a day`()
        async throws
    {
        let bench = Bench()
        bench.clock.jump(Self.day)
        let first = try reopen(bench)
        _ = try await first.putInput([1])
        try first.close()
        bench.clock.settle()
        let store = try reopen(bench)
        bench.clock.advance(.seconds(601))
        #expect(try await store.retain(RetentionPolicy()).inputs == 1)
    }

    @Test(arguments: [
        Duration.zero, .nanoseconds(999_999), .milliseconds(-1), .seconds(86_400),
        .seconds(Int64.max), .seconds(Int64.min),
        Duration(
            secondsComponent: .max / 1000, attosecondsComponent: 999_999_999_999_999_999),
        Duration(
            secondsComponent: .min / 1000, attosecondsComponent: -999_999_999_999_999_999),
    ])
    func `any time has milliseconds that can be reckoned with`(time: Duration) {
        let milliseconds = time.milliseconds
        let now: Int64 = 1_700_000_000_000
        #expect(now.addingReportingOverflow(milliseconds).overflow == false)
        #expect(now.subtractingReportingOverflow(milliseconds).overflow == false)
        if time.components.seconds.magnitude < 1_000_000 {
            #expect(Duration.milliseconds(milliseconds) <= time || time < .zero)
            #expect(time - .milliseconds(milliseconds) < .milliseconds(1))
        }
    }

    @Test(arguments: Engine.all)
    func `a lease of any length can be asked for`(engine: Engine) async throws {
        let bench = Bench()
        let store = try engine.open(bench)
        bench.clock.advance(.seconds(5))
        for (term, isLost) in [
            (Duration.seconds(Int64.max), false), (.zero, true), (.seconds(Int64.min), true),
        ] {
            let job = try await store.accept(.test())
            let claim = try #require(
                await store.claim(by: WorkerID("w"), resident: [], lease: term))
            bench.clock.advance(.seconds(1))
            #expect(try await store.expireLeases() == (isLost ? [job.id] : []))
            if isLost {
                try await store.cancel(job.id)
            } else {
                try await store.cancelled(claim.lease)
            }
        }
    }

    @Test func `the system's clock tells the time and goes forward`() {
        let clock = StoreClock.system
        let (before, wall) = (clock.elapsed(), clock.unixMilliseconds())
        #expect(abs(Double(wall) / 1000 - Date().timeIntervalSince1970) < 10)
        #expect(clock.elapsed() >= before)
        #expect(before >= .zero)
    }
}
