import HTTPTypes
package import NIOCore
import NIOHTTP1
package import NIOHTTPTypes

/// Keeps clients from holding connections that they do not use: those that send a request or take a response too
/// slowly, send nothing at all, or open too many connections.
///
/// It belongs behind the decoder of HTTP, one for each connection. It puts a second handler before the decoder, which
/// sees the bytes of a head that is not complete yet.
package final class SlowClientHandler: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    /// When the client hangs up.
    let hangUp = HangUp()
    private let connection: ConnectionHandler

    /// - Parameters:
    ///   - connections: the count of all connections; one for the server.
    ///   - responses: the count of the bytes on their way; one for the server.
    ///   - onClose: told the reason, such as `slow_body`, of each connection that is closed.
    package init(
        limits: Limits, connections: ConnectionCount, responses: ResponseBudget,
        onClose: @escaping @Sendable (_ reason: String) -> Void
    ) {
        connection = ConnectionHandler(
            limits: limits, connections: connections, responses: responses,
            onClose: { onClose($0.rawValue) })
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        do {
            try context.pipeline.syncOperations.addHandler(connection, position: .first)
        } catch {
            context.fireErrorCaught(error)
            context.close(promise: nil)
        }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let now = context.eventLoop.uptime
        switch unwrapInboundIn(data) {
        case .head: connection.pace.headCame(now: now)
        case .body(let bytes):
            if let fault = connection.pace.bodyCame(bytes.readableBytes) {
                connection.close(for: fault)
                return
            }
        case .end: connection.pace.requestEnded(now: now)
        }
        context.fireChannelRead(data)
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Half a connection is left to clients that have sent all they want to say; one that waits for a job and
        // does so cannot be told from one that has gone.
        if case .inputClosed? = event as? ChannelEvent { hangUp.come() }
        context.fireUserInboundEventTriggered(event)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        hangUp.come()
        context.fireChannelInactive()
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .headerOverflow? = error as? HTTPParserError { connection.close(for: .longHead) }
        context.fireErrorCaught(error)
    }

    package func write(
        context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
    ) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.status.kind != .informational { connection.pace.responseBegan() }
        case .body: break
        case .end: connection.pace.responseEnded(now: context.eventLoop.uptime)
        }
        context.write(data, promise: promise)
    }
}
