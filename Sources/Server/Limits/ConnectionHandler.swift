import NIOCore

/// The first handler of a connection: it sees all bytes, looks at the client's pace once a second, and closes the
/// connection of a client that does not keep up.
///
/// What the bytes mean it is told by `SlowClientHandler`, which stands behind the decoder.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    /// How often the pace is looked at.
    static let interval = TimeAmount.seconds(1)

    /// Whether the connection counts as one of its address's.
    private enum Count {
        case new
        case counted(IPAddress?)
        case over
    }

    var pace: ConnectionPace
    private let limits: Limits
    private let connections: ConnectionCount
    private let responses: ResponseBudget
    private let onClose: @Sendable (ConnectionPace.Fault) -> Void
    private var context: ChannelHandlerContext?
    private var look: Scheduled<Void>?
    private var count = Count.new
    private var written = 0
    /// Those of the bytes written that were not handed to the system yet.
    private var outgoing = 0
    private var isClosing = false
    /// Whether the server waits for bytes.
    private var isReading = false

    init(
        limits: Limits, connections: ConnectionCount, responses: ResponseBudget,
        onClose: @escaping @Sendable (ConnectionPace.Fault) -> Void
    ) {
        self.limits = limits
        pace = ConnectionPace(limits: limits)
        self.connections = connections
        self.responses = responses
        self.onClose = onClose
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        isReading = true
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isClosing { pace.bytesCame(now: context.eventLoop.uptime) }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let count = unwrapOutboundIn(data).readableBytes
        written += count
        outgoing += count
        responses.add(count)
        let taken = promise ?? context.eventLoop.makePromise()
        taken.futureResult.assumeIsolated().whenComplete { _ in self.leave(count) }
        context.write(data, promise: taken)
    }

    /// Closes the connection for a fault, with an answer where that can be told from others.
    func close(for fault: ConnectionPace.Fault) {
        guard let context, !isClosing else { return }
        isClosing = true
        onClose(fault)
        if pace.mayAnswer, let answer = fault.answer(limits) {
            let bytes = context.channel.allocator.buffer(bytes: answer)
            context.writeAndFlush(wrapOutboundOut(.byteBuffer(bytes)), promise: nil)
        }
        // Else who reads the body would take its end for the whole.
        context.fireErrorCaught(fault.breach(limits) ?? ChannelError.eof)
        context.close(mode: .all, promise: nil)
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard case .new = count else { return }
        let address = context.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
        guard connections.admit(address) else {
            close(for: .crowded)
            return
        }
        count = .counted(address)
        // Connections of tests have no such option.
        try? context.channel.syncOptions?.setOption(
            .socketOption(.so_sndbuf), value: .init(limits.sendBufferBytes))
        pace.begin(now: context.eventLoop.uptime)
        schedule(context)
    }

    private func end() {
        look?.cancel()
        look = nil
        if case .counted(let address) = count { connections.release(address) }
        count = .over
        leave(outgoing)
        isClosing = true
    }

    /// Bytes are in memory no more; those of a closed connection were taken off already.
    private func leave(_ count: Int) {
        let count = min(count, outgoing)
        outgoing -= count
        responses.subtract(count)
    }

    private func schedule(_ context: ChannelHandlerContext) {
        look = context.eventLoop.assumeIsolated().scheduleTask(in: Self.interval) {
            self.lookAtPace()
        }
    }

    private func lookAtPace() {
        guard let context, !isClosing else { return }
        let waiting = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)
        let fault = pace.fault(
            at: context.eventLoop.uptime, isReading: isReading, written: written,
            waiting: waiting ?? 0)
        if let fault { close(for: fault) } else { schedule(context) }
    }
}

extension EventLoop {
    /// The time of the loop's clock.
    var uptime: Duration { .nanoseconds(Int64(clamping: now.uptimeNanoseconds)) }
}
