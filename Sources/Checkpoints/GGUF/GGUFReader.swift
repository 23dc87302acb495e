/// Reads GGUF files, versions 2 and 3 (ggml, docs/gguf.md).
///
/// The format: a header of the letters "GGUF", a version and two counts; so many keys with their
/// values; so many tensors with name, dimensions (the fastest first), type and offset; padding to
/// the alignment; and the tensors' bytes, each padded, in the header's order. All numbers are
/// little endian.
package enum GGUFReader {
    /// The most tensors of a file.
    static let maximumTensors = 65_536
    /// The most keys of a file.
    static let maximumKeys = 16_384
    /// The longest key, in bytes.
    static let maximumKeyLength = 65_535
    /// The longest string, in bytes.
    static let maximumStringLength = 16_777_216
    /// The most elements of an array.
    static let maximumElements = 4_194_304
    /// The greatest alignment, in bytes.
    static let maximumAlignment = 65_536
    /// The longest name of a tensor, in bytes. ggml allows 63, and ComfyUI-GGUF writes 127.
    static let maximumNameLength = 255
    /// The most dimensions of a tensor.
    static let maximumRank = 4
    /// The longest string that is kept as metadata, in bytes; longer ones are passed over.
    static let maximumNoteLength = 4_096

    /// The type that quantised tensors come out in.
    ///
    /// Their scales are float16 and their weights were trained within its range, and it keeps three
    /// bits more of them than bfloat16. ComfyUI-GGUF decides the same.
    static let dequantised = StoredType.f16

    /// What a file's header says, checked by every rule of the format.
    ///
    /// Metadata are the scalar values as text: `general.architecture`, `general.file_type`. Arrays
    /// are passed over, except `comfy.gguf.orig_shape.<tensor>`, which is the tensor's shape where
    /// the file had to store it in another.
    ///
    /// - Throws: `CheckpointError`, with a `GGUFRule` where the file breaks one.
    package static func contents(
        of file: borrowing some ByteSource & ~Copyable
    ) throws(CheckpointError) -> FileContents {
        try contents(file.path, file.byteCount) { (count, offset) throws(CheckpointError) in
            try file.read(count, at: offset)
        }
    }

    private static func contents(
        _ path: String, _ fileSize: Int, _ read: GGUFCursor.Read
    ) throws(CheckpointError) -> FileContents {
        try withoutActuallyEscaping(read) { (read) throws(CheckpointError) in
            var cursor = GGUFCursor(path: path, fileSize: fileSize, read: read)
            let counts = try GGUFCounts(&cursor)
            let keys = try GGUFKeys(counts.keys, &cursor)
            let tensors = try GGUFTensors(counts.tensors, keys, &cursor)
            return FileContents(metadata: keys.metadata, tensors: tensors.placed)
        }
    }
}
