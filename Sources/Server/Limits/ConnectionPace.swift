/// How a client keeps up on one connection: whether requests come and responses are taken in time.
///
/// Times are since any fixed moment. A client is held to account only while the server wants to read from it: a server
/// that is busy makes nobody slow.
struct ConnectionPace: Sendable {
    /// Why a connection is closed.
    enum Fault: String, Sendable, CaseIterable {
        /// Nothing came since the connection was opened.
        case silent
        /// The head of a request took too long.
        case slowHead = "slow_head"
        /// The head of a request has more bytes or fields than any may have.
        case longHead = "long_head"
        /// The body of a request comes too slowly.
        case slowBody = "slow_body"
        /// The body of a request has more bytes than any may have; what is refused is not read to its end either.
        case longBody = "long_body"
        /// The client takes nothing of a response.
        case stalled
        /// No request came since the last one was answered.
        case idle
        /// Its address has as many connections as one may have.
        case crowded
    }

    private enum Inbound {
        /// Between requests.
        case nothing(since: Duration)
        case head(since: Duration)
        /// - Parameter bytes: those since the window began.
        case body(since: Duration, bytes: Int)
    }

    private let limits: Limits
    private var inbound = Inbound.nothing(since: .zero)
    /// The bytes of the present body.
    private var bodyBytes = 0
    private var hasHadRequest = false
    /// Requests that came and are not answered to the end.
    private var openRequests = 0
    private var hasOpenResponse = false
    /// The bytes that the client had taken when it last took some, and when that was.
    private var taken = 0
    private var lastTaken = Duration.zero

    init(limits: Limits) {
        self.limits = limits
    }

    /// The connection is open.
    mutating func begin(now: Duration) {
        inbound = .nothing(since: now)
        lastTaken = now
    }

    /// Bytes came, of whatever.
    mutating func bytesCame(now: Duration) {
        if case .nothing = inbound { inbound = .head(since: now) }
    }

    /// A head is complete.
    mutating func headCame(now: Duration) {
        inbound = .body(since: now, bytes: 0)
        bodyBytes = 0
        hasHadRequest = true
        openRequests += 1
    }

    /// - Returns: The fault, if the body is now too long.
    mutating func bodyCame(_ count: Int) -> Fault? {
        guard case .body(let since, let bytes) = inbound else { return nil }
        inbound = .body(since: since, bytes: bytes + count)
        bodyBytes += count
        return bodyBytes > limits.longestBody ? .longBody : nil
    }

    mutating func requestEnded(now: Duration) {
        inbound = .nothing(since: now)
    }

    mutating func responseBegan() {
        hasOpenResponse = true
    }

    mutating func responseEnded(now: Duration) {
        hasOpenResponse = false
        openRequests = max(0, openRequests - 1)
        if case .nothing = inbound { inbound = .nothing(since: now) }
    }

    /// Whether an answer can be written to the connection without being taken for a part of another: none has begun,
    /// and it would be for the request that is coming in.
    var mayAnswer: Bool {
        switch inbound {
        case .nothing: false
        case .head: openRequests == 0 && !hasOpenResponse
        case .body: openRequests == 1 && !hasOpenResponse
        }
    }

    /// What is wrong at a moment.
    ///
    /// - Parameters:
    ///   - isReading: whether the server has waited for bytes all the time since the last look.
    ///   - written: the bytes written to the connection since it was opened.
    ///   - waiting: those of them that the client has not taken yet.
    mutating func fault(
        at now: Duration, isReading: Bool, written: Int, waiting: Int
    ) -> Fault? {
        if waiting == 0 || written - waiting > taken {
            taken = written - waiting
            lastTaken = now
        }
        if now - lastTaken >= limits.stalledTime { return .stalled }
        guard isReading else {
            restart(at: now)
            return nil
        }
        return inboundFault(at: now)
    }

    private mutating func inboundFault(at now: Duration) -> Fault? {
        switch inbound {
        case .nothing where openRequests > 0:
            restart(at: now)
            return nil
        case .nothing(let since) where hasHadRequest:
            return now - since >= limits.idleTime ? .idle : nil
        case .nothing(let since):
            return now - since >= limits.headerTime ? .silent : nil
        case .head(let since):
            return now - since >= limits.headerTime ? .slowHead : nil
        case .body(let since, let bytes):
            guard now - since >= limits.bodyWindow else { return nil }
            let wanted = Double(limits.bodyRate) * ((now - since) / .seconds(1))
            if Double(bytes) < wanted { return .slowBody }
            restart(at: now)
            return nil
        }
    }

    /// Begins the time of what is coming in anew.
    private mutating func restart(at now: Duration) {
        switch inbound {
        case .nothing: inbound = .nothing(since: now)
        case .head: inbound = .head(since: now)
        case .body: inbound = .body(since: now, bytes: 0)
        }
    }
}
