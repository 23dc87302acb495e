package import HummingbirdCore
package import NIOCore

extension ResponseBody {
    /// Bytes that hold a share of the budget until their connection counts them.
    ///
    /// They are handed to the connection's loop, which may be behind: it has them when something that it is asked
    /// to do afterwards is done. Else clients that ask for much at once would have all of it in memory, uncounted.
    ///
    /// - Parameter loop: the connection's.
    package init(bytes: ByteBuffer, share: ResponseBudget.Share, loop: any EventLoop) {
        self.init(contentLength: bytes.readableBytes) { writer in
            try await writer.write(bytes)
            if share.isCounted { try await loop.submit {}.get() }
            withExtendedLifetime(share) {}
            try await writer.finish(nil)
        }
    }
}
