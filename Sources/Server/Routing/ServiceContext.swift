import Hummingbird
import Logging
import NIOCore

/// What belongs to one request while it is answered.
struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address of who asks, without a port.
    let remote: String
    /// The loop of the connection.
    let loop: any EventLoop

    init(source: ApplicationRequestContextSource) {
        loop = source.channel.eventLoop
        coreContext = CoreRequestContextStorage(source: source)
        remote = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}
