/// A model whose header has been read and checked: which tensors it holds and where they lie.
///
/// It may be one file (safetensors, PyTorch's archives and pickles, GGUF) or several: the parts that
/// an index names, or a folder as diffusers writes it. Opening reads headers alone, so that many
/// gigabytes open in milliseconds. The tensors' bytes come with ``map()``.
public struct CheckpointFile: Sendable {
    /// The path by which it was opened.
    public let path: String
    /// Its format by its first bytes; of several files, that of the first.
    public let format: FileFormat
    /// Size of all its files together.
    public let byteCount: Int
    /// What the writer noted beside the tensors.
    public let metadata: [String: String]
    /// The tensors by name. Their ranges lie in the files.
    public let tensors: [String: TensorInfo]
    /// The files, in the order that ``TensorInfo/part`` counts.
    package let parts: [Part]

    /// One file of a checkpoint, as it was when its header was read.
    package struct Part: Sendable {
        package let path: String
        package let stamp: FileStamp
    }

    /// Opens a model file of any format, told by its first bytes, or a folder of them.
    ///
    /// - Throws: `CheckpointError`: it cannot be read, is of a format without tensors, or breaks a
    ///   rule of its format.
    public init(opening path: String) throws(CheckpointError) {
        self =
            try CheckpointFolder.isFolder(path)
            ? CheckpointFolder.open(path) : CheckpointFile(file: path)
    }

    /// Opens one file, or the files that an index names.
    init(file path: String) throws(CheckpointError) {
        let file = try OpenFile(path)
        let format = FileFormat(firstBytes: try file.read(FileFormat.sniffedBytes, at: 0))
        let contents: FileContents
        switch format {
        case .safetensors: contents = try SafetensorsReader.contents(of: file)
        case .zip, .pickle: contents = try PyTorchReader.contents(of: file)
        case .gguf: contents = try GGUFReader.contents(of: file)
        case .json where ShardIndex.isIndex(path):
            self = try ShardIndex.open(file)
            return
        case .json, .empty, .html, .lfsPointer, .text:
            throw .foreignFormat(path: path, format: format)
        }
        self.init(
            path: path, format: format, contents: contents,
            parts: [Part(path: path, stamp: file.stamp)])
    }

    /// A checkpoint of what was read of its parts.
    init(path: String, format: FileFormat, contents: FileContents, parts: [Part]) {
        self.path = path
        self.format = format
        self.parts = parts
        byteCount = parts.reduce(0) { $0 + $1.stamp.size }
        metadata = contents.metadata
        tensors = contents.tensors
    }

    /// Maps the files into memory; nothing is read until it is touched.
    ///
    /// - Throws: `CheckpointError.changed` if a file's size or time is not that of the header which
    ///   was read, or `.unreadable`.
    public func map() throws(CheckpointError) -> MappedCheckpoint {
        var mapped: [MappedFile] = []
        for part in parts {
            let file = try OpenFile(part.path)
            guard file.stamp == part.stamp else { throw .changed(path: part.path) }
            mapped.append(try file.map())
        }
        return MappedCheckpoint(mapped)
    }
}
