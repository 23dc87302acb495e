/// One state of a checkpoint's files, told by their paths, sizes and times.
package struct CheckpointState: Sendable, Hashable {
    private let paths: [String]
    private let stamps: [FileStamp]

    fileprivate init(_ parts: [CheckpointFile.Part]) {
        paths = parts.map(\.path)
        stamps = parts.map(\.stamp)
    }
}

extension CheckpointFile {
    /// The state in which the files were when their headers were read.
    package var state: CheckpointState { CheckpointState(parts) }
}
