/// A job that is to be accepted.
package struct NewJob: Sendable, Hashable {
    /// What to do, resolved so far that doing it twice gives the same bytes; at most 16 MiB.
    package var document: [UInt8]
    /// What a list shows of the job, as JSON of at most 8 KiB; empty if there is nothing to say.
    package var summary: [UInt8]
    /// What sort of job it is, a short word.
    package var kind: String
    /// Whose it is.
    package var owner: String
    /// The higher, the sooner; -1000...1000.
    package var priority: Int
    /// Keys of the models it needs, in the order of use: the first pass's, then the next one's.
    package var affinity: [String]
    /// How many results it makes, 1...100 000; they are numbered from 0.
    package var imageCount: Int
    /// The stored inputs that its document speaks of.
    package var inputs: [BlobID]
    /// A key of the client's choosing: accepting again with the same owner and key gives the first job.
    package var idempotencyKey: String?
    /// How many jobs of its owner may wait, this one among them; `nil` for no bound.
    package var queueShare: Int?
    /// Remarks to whoever asks for the job: what was ignored, and why.
    package var notes: [String]

    package init(
        document: [UInt8], kind: String, owner: String = "", priority: Int = 0, imageCount: Int = 1
    ) {
        self.document = document
        self.kind = kind
        self.owner = owner
        self.priority = priority
        self.imageCount = imageCount
        summary = []
        affinity = []
        inputs = []
        idempotencyKey = nil
        queueShare = nil
        notes = []
    }
}
