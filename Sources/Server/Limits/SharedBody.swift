package import HummingbirdCore
package import NIOCore

extension ResponseBody {
    /// Bytes that hold a share of the budget until they are handed to the connection.
    package init(bytes: ByteBuffer, share: ResponseBudget.Share) {
        self.init(contentLength: bytes.readableBytes) { writer in
            try await writer.write(bytes)
            withExtendedLifetime(share) {}
            try await writer.finish(nil)
        }
    }
}
