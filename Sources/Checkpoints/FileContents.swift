/// What a reader finds in one file.
package struct FileContents: Sendable, Equatable {
    /// What the writer noted beside the tensors.
    package var metadata: [String: String] = [:]
    /// The tensors by name.
    package var tensors: [String: TensorInfo] = [:]
}
