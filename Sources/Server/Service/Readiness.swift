import Jobs

/// Whether jobs are accepted and will be done.
struct Readiness: Sendable {
    let desk: JobDesk

    /// Why not, in a few words; `nil` if they are.
    var hindrance: String? {
        get async {
            if desk.isDraining { return "the server is shutting down" }
            if desk.roll.count == 0 { return "no worker has come yet" }
            return await desk.writing.failure == nil ? nil : "the data folder cannot be written"
        }
    }
}
