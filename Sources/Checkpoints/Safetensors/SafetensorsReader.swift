/// Reads safetensors files.
package enum SafetensorsReader {
    /// What a file's header says, checked by every rule of the format.
    ///
    /// - Throws: `CheckpointError`, with a `SafetensorsRule` where the file breaks one.
    package static func contents(
        of file: borrowing some ByteSource & ~Copyable
    ) throws(CheckpointError) -> FileContents {
        let size = file.byteCount
        let prefix = try file.read(SafetensorsHeader.prefixLength, at: 0)
        let dataStart: Int
        do { dataStart = try SafetensorsHeader.dataStart(prefix, fileSize: size) } catch {
            throw .invalid(path: file.path, rule: error)
        }
        let bytes = try file.read(dataStart, at: 0)
        do {
            let header = try SafetensorsHeader.parse(bytes, fileSize: size)
            return FileContents(metadata: header.metadata, tensors: header.tensors)
        } catch {
            throw .invalid(path: file.path, rule: error)
        }
    }
}
