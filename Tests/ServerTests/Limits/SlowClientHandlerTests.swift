import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Synchronization
import Testing

@testable import Server

/// Why connections were closed.
private final class Reasons: Sendable {
    private let reasons = Mutex<[String]>([])
    func add(_ reason: String) { reasons.withLock { $0.append(reason) } }
    var all: [String] { reasons.withLock(\.self) }
}

/// A connection as the server has it, from bytes to parts of requests, on a clock that goes on when told to.
private final class Wire {
    let channel = EmbeddedChannel()
    let connections: ConnectionCount
    let responses = ResponseBudget(bytes: 1 << 20)
    /// What the server's own handlers would be told.
    private(set) var errors: [any Error] = []
    private let closed = Reasons()

    init(connections: ConnectionCount = ConnectionCount(limit: 10), limits: Limits = Limits())
        throws
    {
        self.connections = connections
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        let handler = SlowClientHandler(
            limits: limits, connections: connections, responses: responses
        ) { [closed] in
            closed.add($0)
        }
        try pipeline.addHandler(handler)
        try channel.connect(to: SocketAddress(ipAddress: "10.0.0.1", port: 1)).wait()
        channel.read()
    }

    var reasons: [String] { closed.all }

    /// - Parameter reads: whether the server wants to read on then.
    func send(_ text: String, reads: Bool = true) {
        do {
            try channel.writeInbound(ByteBuffer(string: text))
        } catch {
            errors.append(error)
        }
        if reads { channel.read() }
    }

    /// Lets seconds pass, each with something done before.
    func pass(_ seconds: Int, each: () throws -> Void = {}) throws {
        for _ in 0..<seconds where channel.isActive {
            try each()
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            do { try channel.throwIfErrorCaught() } catch { errors.append(error) }
        }
    }

    func parts() throws -> [HTTPRequestPart] {
        var parts: [HTTPRequestPart] = []
        while let part = try channel.readInbound(as: HTTPRequestPart.self) { parts.append(part) }
        return parts
    }

    func output() throws -> String {
        var text = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
            text += String(buffer: bytes)
        }
        return text
    }

    func answer() throws {
        try channel.writeOutbound(
            HTTPResponsePart.head(.init(status: .ok, headerFields: [.contentLength: "2"])))
        try channel.writeOutbound(HTTPResponsePart.body(ByteBuffer(string: "ok")))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }
}

struct SlowClientHandlerTests {
    private let get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private let post = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"

    @Test func `requests and responses go through`() throws {
        let wire = try Wire()
        for _ in 0..<3 {
            wire.send(get)
            #expect(try wire.parts().count == 2)
            try wire.answer()
            #expect(try wire.output().hasSuffix("\r\n\r\nok"))
            try wire.pass(59)
        }
        #expect(wire.channel.isActive && wire.reasons.isEmpty && wire.connections.total == 1)
        try wire.pass(2)
        #expect(!wire.channel.isActive && wire.reasons == ["idle"] && wire.connections.total == 0)
        #expect(try wire.output().isEmpty)
    }

    @Test func `a silent connection is closed without a word`() throws {
        let wire = try Wire()
        try wire.pass(9)
        #expect(wire.channel.isActive)
        try wire.pass(2)
        #expect(!wire.channel.isActive && wire.reasons == ["silent"])
        #expect(try wire.output().isEmpty)
    }

    @Test func `a head that drips is answered with 408`() throws {
        let wire = try Wire()
        wire.send("GET / HTTP/1.1\r\n")
        try wire.pass(60) { wire.send("X-A: b\r\n") }
        #expect(wire.reasons == ["slow_head"] && wire.connections.total == 0)
        #expect(try wire.output().hasPrefix("HTTP/1.1 408 "))
        #expect(try wire.parts().isEmpty)
    }

    @Test func `a body that drips is answered with 408`() throws {
        let wire = try Wire()
        wire.send(post)
        try wire.pass(4) { wire.send("x") }
        #expect(wire.channel.isActive)
        try wire.pass(3) { wire.send("x") }
        #expect(wire.reasons == ["slow_body"])
        #expect(try wire.output().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func `a body in time is left alone`() throws {
        let wire = try Wire()
        wire.send(post)
        let second = String(repeating: "x", count: 5_000)
        try wire.pass(199) { wire.send(second) }
        wire.send(second)
        #expect(try wire.parts().count == 202)
        try wire.answer()
        #expect(wire.channel.isActive && wire.reasons.isEmpty)
    }

    @Test func `tiny chunks count by what is in them`() throws {
        let wire = try Wire()
        wire.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunks = String(repeating: "1\r\nx\r\n", count: 200)
        try wire.pass(60) { wire.send(chunks) }
        #expect(wire.reasons == ["slow_body"])
    }

    @Test func `a body that is too long ends at its last byte that may be`() throws {
        var limits = Limits()
        limits.bodyBytes = 10
        limits.resultBytes = 5
        let wire = try Wire(limits: limits)
        wire.send(post + "0123456789")
        #expect(wire.channel.isActive)
        wire.send("x")
        #expect(!wire.channel.isActive && wire.reasons == ["long_body"])
        #expect(try wire.output().hasPrefix("HTTP/1.1 413 "))
    }

    @Test func `a response under way is not torn by another answer`() throws {
        var limits = Limits()
        limits.bodyBytes = 10
        limits.resultBytes = 5
        let wire = try Wire(limits: limits)
        wire.send(post)
        try wire.channel.writeOutbound(HTTPResponsePart.head(.init(status: .contentTooLarge)))
        _ = try wire.output()
        wire.send("01234567890")
        #expect(!wire.channel.isActive)
        #expect(try wire.output().isEmpty)
    }

    @Test func `a head that is too long is answered with 431`() throws {
        for (name, count, isRight) in [("x", 250, true), ("x", 300, false), ("y", 1, false)] {
            let wire = try Wire()
            let value = String(repeating: "v", count: name == "y" ? 100_000 : 1)
            let fields = (0..<count).map { "\(name)\($0): \(value)\r\n" }.joined()
            wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n")
            #expect(wire.reasons == (isRight ? [] : ["long_head"]))
            let output = try wire.output()
            #expect(isRight ? output.isEmpty : output.hasPrefix("HTTP/1.1 431 "))
            #expect(wire.channel.isActive == isRight)
        }
    }

    @Test func `who reads a body learns that it was broken off`() throws {
        let wire = try Wire()
        wire.send(post)
        try wire.pass(30) { wire.send("x") }
        #expect(wire.errors.contains { $0 as? LimitBreach == .slowBody(rate: 4_096) })
    }

    @Test func `a client is not slow while the server does not read`() throws {
        let wire = try Wire()
        wire.send(post, reads: false)
        try wire.pass(100)
        #expect(wire.channel.isActive && wire.reasons.isEmpty)
        wire.channel.read()
        try wire.pass(12)
        #expect(wire.reasons == ["slow_body"])
    }

    @Test func `a client that takes nothing is closed`() throws {
        let wire = try Wire()
        wire.send(get)
        try wire.channel.writeOutbound(HTTPResponsePart.head(.init(status: .ok)))
        try wire.pass(100)
        #expect(wire.channel.isActive)
        wire.channel.write(HTTPResponsePart.body(ByteBuffer(repeating: 0, count: 9)), promise: nil)
        try wire.pass(29)
        #expect(wire.channel.isActive && wire.responses.bytes > 9)
        try wire.pass(3)
        #expect(wire.reasons == ["stalled"] && !wire.channel.isActive)
        #expect(wire.responses.bytes == 0)
    }

    @Test func `one address opens no more connections than it may`() throws {
        let connections = ConnectionCount(limit: 2)
        let wires = try (0..<3).map { _ in try Wire(connections: connections) }
        #expect(wires.map(\.channel.isActive) == [true, true, false])
        #expect(wires.map(\.reasons) == [[], [], ["crowded"]])
        try wires[0].channel.close().wait()
        #expect(connections.total == 1)
        #expect(try Wire(connections: connections).channel.isActive)
    }
}
