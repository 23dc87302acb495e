import Checkpoints

extension HashCache {
    /// The hash by which infotexts and model sites know a LoRA, in hexadecimal digits, of which they
    /// show the first twelve.
    ///
    /// It is what the trainer wrote down as `sshs_model_hash`; without that, the SHA-256 of a
    /// safetensors file's tensors, which is every byte behind its header, so that metadata may be
    /// edited; of a file of another format, the SHA-256 of the whole file.
    ///
    /// - Throws: `CheckpointError` if the file cannot be read or changes meanwhile;
    ///   `CancellationError`.
    public func adapterHash(
        _ path: String, isCancelled: () -> Bool = { Task.isCancelled }
    ) throws -> String {
        let file = try CheckpointFile(opening: path)
        if let noted = file.metadata["sshs_model_hash"]?.lowercased(),
            12...64 ~= noted.utf8.count, noted.allSatisfy(\.isHexDigit)
        {
            return noted
        }
        guard file.format == .safetensors else {
            return try sha256(path, isCancelled: isCancelled)
        }
        // The header's first word is the length of the rest of it.
        let length = try OpenFile(path).read(8, at: 0).reversed().reduce(0) { $0 << 8 | Int($1) }
        return try sha256(path, from: 8 + length, isCancelled: isCancelled)
    }
}
