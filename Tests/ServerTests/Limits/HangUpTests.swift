import Jobs
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypesHTTP1
import Testing
import Wire

@testable import Server

/// Clients that hang up while they wait.
@Suite struct HangUpTests {
    @Test func `what is done for a client ends when it hangs up`() async throws {
        let hangUp = HangUp()
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let waiting = Task {
            try await hangUp.whileListening {
                continuation.yield()
                try await Task.sleep(for: .seconds(600))
            }
        }
        for await _ in stream { break }
        hangUp.come()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test func `what is done before it hangs up is its answer`() async throws {
        let hangUp = HangUp()
        #expect(try await hangUp.whileListening { 7 } == 7)
        await #expect(throws: LimitBreach.stopping(wait: 5)) {
            try await hangUp.whileListening { throw LimitBreach.stopping(wait: 5) }
        }
    }

    @Test func `for a client that has hung up already nothing waits`() async {
        let hangUp = HangUp()
        hangUp.come()
        await hangUp.wait()
        await #expect(throws: CancellationError.self) {
            try await hangUp.whileListening { try await Task.sleep(for: .seconds(600)) }
        }
    }

    @Test func `who waits for it in a task that is cancelled waits no longer`() async {
        let hangUp = HangUp()
        let waiting = Task { await hangUp.wait() }
        waiting.cancel()
        await waiting.value
    }

    @Test(arguments: [true, false])
    func `a connection tells it when a client closes its side, or all of it`(
        isHalf: Bool
    ) async throws {
        let channel = EmbeddedChannel()
        let handler = try connected(channel)
        if isHalf {
            channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        } else {
            try await channel.close()
        }
        await handler.hangUp.wait()
    }

    private func connected(_ channel: EmbeddedChannel) throws -> SlowClientHandler {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        let handler = SlowClientHandler(
            limits: Limits(), connections: ConnectionCount(limit: 1),
            responses: ResponseBudget(bytes: 1)
        ) { _ in }
        try pipeline.addHandler(handler)
        try channel.connect(to: SocketAddress(ipAddress: "10.0.0.1", port: 1)).wait()
        return handler
    }

    @Test func `who finds no place to wait in has no job`() async throws {
        let service = try TestService()
        defer { service.remove() }
        var limits = Limits()
        (limits.waitingRequests, limits.eventStreams) = (0, 0)
        for (path, body) in [
            ("/sdapi/v1/txt2img", ["prompt": "x", "width": 64, "height": 64]),
            ("/v1/images/generations", ["prompt": "x", "size": "64x64"]),
            ("/v1/images/generations", ["prompt": "x", "size": "64x64", "stream": true]),
        ] as [(String, JSONValue)] {
            await #expect(throws: LimitBreach.self, "\(path)") {
                _ = try await service.answer(.post, path, body, limits: limits)
            }
        }
        #expect(try await service.desk.store.counts().accepted == 0)
    }
}
