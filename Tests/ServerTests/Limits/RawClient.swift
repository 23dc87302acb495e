import NIOCore
import NIOPosix

/// A client that sends and reads bytes as it likes.
struct RawClient {
    let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    init(port: Int) async throws {
        channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(
                            backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2)))
                }
            }
    }

    /// Sends a text, then a piece every so often until the server hangs up.
    ///
    /// - Returns: What the server said.
    func drip(_ text: String, then piece: String) async throws -> String {
        try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            return await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while (try? await outbound.write(ByteBuffer(string: piece))) != nil {
                        guard (try? await Task.sleep(for: .milliseconds(100))) != nil else {
                            return
                        }
                    }
                }
                var answer = ""
                do {
                    for try await bytes in inbound { answer += String(buffer: bytes) }
                } catch {
                    // The server hung up while something was on its way to it.
                }
                group.cancelAll()
                return answer
            }
        }
    }

    /// Sends a text and reads as many bytes, or all that come, with a pause after each read.
    func read(
        _ text: String, bytes: Int, pause: @Sendable () async throws -> Void
    ) async throws -> Int {
        try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var count = 0
            do {
                for try await part in inbound {
                    count += part.readableBytes
                    if count >= bytes { break }
                    try await pause()
                }
            } catch is IOError {
                // The server hung up.
            }
            return count
        }
    }
}
