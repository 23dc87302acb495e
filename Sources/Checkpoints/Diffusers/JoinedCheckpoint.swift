/// Several checkpoints on their way to become one.
struct JoinedCheckpoint {
    private var contents = FileContents()
    private var parts: [CheckpointFile.Part] = []
    private var format: FileFormat?

    /// Notes that stand beside the tensors; those of the files do not replace them.
    init(metadata: [String: String] = [:]) { contents.metadata = metadata }

    /// Whether nothing has been added.
    var isEmpty: Bool { parts.isEmpty }

    /// Adds the tensors of a file under the names that they are to have; `nil` leaves one out.
    mutating func add(_ file: CheckpointFile, named: (String) -> String?) {
        for (name, info) in file.tensors {
            guard let name = named(name) else { continue }
            contents.tensors[name] = TensorInfo(
                name: name, type: info.type, shape: info.shape, range: info.range,
                part: parts.count + info.part, layout: info.layout)
        }
        contents.metadata.merge(file.metadata) { first, _ in first }
        parts += file.parts
        format = format ?? file.format
    }

    /// The whole, under a path of its own.
    func file(path: String) -> CheckpointFile {
        CheckpointFile(
            path: path, format: format ?? .safetensors, contents: contents, parts: parts)
    }
}
