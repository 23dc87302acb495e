/// What a start found of the run before it.
package struct RecoveryReport: Sendable, Hashable {
    /// The jobs that were running, or had lost a file, and wait again.
    package var requeued: [JobID] = []
    /// The jobs that were running and had been called off.
    package var cancelled: [JobID] = []
    /// The pictures of ended jobs whose files are missing or cut short.
    package var gone: [ImageID] = []
    /// Files that belonged to nothing and were removed, relative to the data folder.
    package var removedFiles: [String] = []

    package init() {}
}
