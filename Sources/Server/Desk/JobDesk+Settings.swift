extension JobDesk {
    /// What the desk needs to know.
    struct Settings: Sendable {
        /// How long a worker may say nothing.
        var lease = Duration.seconds(30)
        /// How long an engine may give no sign of life in a job.
        var stall = Duration.seconds(600)
        /// Jobs that may wait.
        var queueLimit = 10_000
        /// Of which those of one who may not administer the server.
        var ownQueueLimit = 64
        /// How long a worker's question for a job is kept open.
        var patience = Duration.seconds(15)
        /// How long a job that no worker can do waits for one that can: about as long as a worker needs to start again.
        var search = Duration.seconds(30)
        /// Whether the disk has room for the results of another job. It may wait for the disk.
        var hasRoom: @Sendable () -> Bool = { true }
    }
}
