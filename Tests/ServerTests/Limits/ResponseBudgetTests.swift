import Dispatch
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Server

struct ResponseBudgetTests {
    @Test func `shares are given while there is room, and come back`() throws {
        let budget = ResponseBudget(bytes: 1 << 20)
        var shares = [try budget.share(600_000), try budget.share(400_000)]
        #expect(budget.bytes == 1_000_000)
        #expect(throws: LimitBreach.responsesTooLarge(bytes: 1 << 20)) {
            try budget.share(ResponseBudget.free)
        }
        #expect(budget.bytes == 1_000_000)
        shares.append(try budget.share(ResponseBudget.free - 1))
        shares.removeFirst()
        #expect(budget.bytes == 400_000)
        shares.append(try budget.share((1 << 20) - 400_000))
        #expect(budget.bytes == 1 << 20)
        shares = []
        #expect(budget.bytes == 0)
    }

    /// Takes what is written at once, as a connection does that has room.
    private struct Taking: ResponseBodyWriter {
        let written: @Sendable () -> Void

        func write(_: ByteBuffer) async throws { written() }
        func finish(_: HTTPFields?) async throws {}
    }

    @Test
    func `bytes that lie before a loop that is behind have their share until it has come to them`()
        async throws
    {
        let budget = ResponseBudget(bytes: 1 << 20)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let pause = DispatchSemaphore(value: 0)
        loop.execute { pause.wait() }
        let (writes, written) = AsyncStream<Void>.makeStream()
        let size = 200_000
        let answer = Task {
            let body = ResponseBody(
                bytes: ByteBuffer(repeating: 0, count: size), share: try budget.share(size),
                loop: loop)
            try await body.write(Taking { written.yield() })
        }
        for await _ in writes { break }
        for _ in 0..<50 { await Task.yield() }
        #expect(budget.bytes == size)
        pause.signal()
        try await answer.value
        #expect(budget.bytes == 0)
    }

    @Test func `a response larger than all goes out alone`() throws {
        let budget = ResponseBudget(bytes: 100_000)
        let large = try budget.share(.max)
        #expect(throws: LimitBreach.self) { try budget.share(100_000) }
        withExtendedLifetime(large) {}
    }
}
