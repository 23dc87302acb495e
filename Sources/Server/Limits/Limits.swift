/// What the server takes at most, and how long it waits. All of it has defaults, and every refusal names its limit.
package struct Limits: Sendable, Hashable {
    // MARK: Connections

    /// Connections that are open at the same time, so that there is room beside a thousand that say nothing. Of these, 64
    /// may wait for a picture (`waitingRequests`).
    package var connections = 2_048
    /// Of which from one address. This machine's own and those of trusted proxies, which stand for many clients, are
    /// bounded by `connections` alone.
    package var connectionsPerAddress = 128
    /// The longest time from the connection, or from the end of the last request's body, to the end of a request's
    /// head once its first byte came.
    package var headerTime: Duration = .seconds(10)
    /// How long a connection may be open with no request on it.
    package var idleTime: Duration = .seconds(60)
    /// The slowest body in bytes per second, averaged over `bodyWindow`.
    package var bodyRate = 4_096
    package var bodyWindow: Duration = .seconds(5)
    /// The bytes of responses that the system keeps for a client that takes them slowly; it may round them up. Else it
    /// keeps megabytes for each, and takes more as others go, which looks as if the client did.
    package var sendBufferBytes = 256 << 10
    /// How long a client may take none of the bytes of a response that wait for it.
    package var stalledTime: Duration = .seconds(30)

    // MARK: Requests

    /// The bytes of a request's line and fields together, and of one field.
    package var headerBytes = 32 * 1_024
    package var headerFields = 100
    /// The bytes of a body.
    package var bodyBytes = 64 << 20
    /// The bytes of a body with a worker's result.
    package var resultBytes = 256 << 20
    /// The bytes of bodies that are in memory at the same time, of all requests.
    package var bodyBytesInAll = 512 << 20
    /// The bytes of responses that clients have not taken yet and that are in memory, of all of them; those of less
    /// than `ResponseBudget.free` do not count.
    package var responseBytesInAll = 256 << 20

    // MARK: Jobs

    /// The pixels of one picture, read or made.
    package var pixels = 67_108_864
    /// Either side of a picture.
    package var edge = 16_384
    /// The pictures of one job: batch size times number of batches.
    package var imagesPerJob = 256
    /// The characters of one prompt.
    package var promptCharacters = 65_536
    /// The pictures that one request may bring.
    package var picturesPerRequest = 64
    /// Jobs that wait.
    package var queuedJobs = 10_000
    /// Of which those of one person or program without the scope `admin`.
    package var queuedJobsPerOwner = 64
    /// Requests that hold their connection until the picture is made.
    package var waitingRequests = 64
    /// Streams of events that are open at the same time.
    package var eventStreams = 256
    /// The free bytes below which the disk takes no new jobs.
    package var freeDiskBytes: Int64 = 512 << 20

    package init() {}

    /// The bytes of any body. What has more is not even read to be thrown away.
    var longestBody: Int { max(bodyBytes, resultBytes) }
}
