import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 with every limit stated; clients that do not keep up are closed.
    static func service(
        _ limits: Limits, connections: ConnectionCount, responses: ResponseBudget,
        measures: ServiceMeasures
    ) -> HTTPServerBuilder {
        .http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [
                    SlowClientHandler(
                        limits: limits, connections: connections, responses: responses
                    ) { measures.refused($0) }
                ],
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
                    maxHeaderFieldCount: limits.headerFields)))
    }
}
