/// The places of requests that hold their connections for long: those that wait for pictures, and streams of events.
///
/// A route takes one before it takes a job, so that nobody is refused whose job is then made for no one.
struct WaitingRoom: Sendable {
    private let limits: Limits
    private let pictures: Places
    private let streams: Places

    /// As many places as the limits say.
    init(_ limits: Limits) {
        self.limits = limits
        pictures = Places(limits.waitingRequests)
        streams = Places(limits.eventStreams)
    }

    /// A place to wait for pictures.
    ///
    /// - Throws: the breach, if all are taken.
    func wait() throws(LimitBreach) -> Places.Place {
        try pictures.take(orElse: .tooManyWaiting(limit: limits.waitingRequests, wait: 10))
    }

    /// A place for a stream of events.
    ///
    /// - Throws: the breach, if all are taken.
    func stream() throws(LimitBreach) -> Places.Place {
        try streams.take(orElse: .tooManyStreams(limit: limits.eventStreams, wait: 10))
    }
}
