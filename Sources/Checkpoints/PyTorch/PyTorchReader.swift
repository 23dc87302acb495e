/// Reads what `torch.save` writes: the zip archives of PyTorch 1.6 and later, and the pickles followed
/// by storages of before.
///
/// A pickle is a program, and files from strangers have been attacks. Here it is data: its few
/// instructions are followed by an interpreter that can make nothing but tensors' descriptions
/// (``PickleInterpreter``). What it asks for beyond that is refused and named.
package enum PyTorchReader {
    /// What a file holds. Tensors' bytes are not read.
    ///
    /// - Throws: `CheckpointError`, with a `PyTorchRule` where the file breaks one.
    package static func contents(
        of file: borrowing some ByteSource & ~Copyable
    ) throws(CheckpointError) -> FileContents {
        let isZip = try file.read(4, at: 0).elementsEqual("PK\u{3}\u{4}".utf8)
        let saved = isZip ? try archive(file) : try LegacyFile.read(file)
        let size = file.byteCount
        return try checking(file.path) { () throws(PyTorchRule) in
            try TensorCollector.contents(of: saved, fileSize: size)
        }
    }

    private static func archive(
        _ file: borrowing some ByteSource & ~Copyable
    ) throws(CheckpointError) -> SavedPickle {
        let archive = try ZipArchive(file)
        if let order = try archive.bytes(of: "byteorder", in: file),
            !order.elementsEqual("little".utf8)
        {
            throw .invalid(file.path, .bigEndian)
        }
        guard let bytes = try archive.bytes(of: "data.pkl", in: file) else {
            throw .invalid(file.path, .missingEntry("data.pkl"))
        }
        return try checking(file.path) { () throws(PyTorchRule) in
            let (pickle, end) = try PickleInterpreter.read(bytes)
            guard end == bytes.count else { throw .trailingBytes(bytes.count - end) }
            return SavedPickle(
                pickle: pickle, byteCount: bytes.count, places: try places(pickle, archive))
        }
    }

    /// Where the storages lie: each is an entry named by its key.
    private static func places(
        _ pickle: Pickle, _ archive: ZipArchive
    ) throws(PyTorchRule) -> [Range<Int>] {
        var places: [Range<Int>] = []
        for storage in pickle.storages {
            guard let range = archive.entries["data/" + storage.key]?.range else {
                throw .missingStorage(key: storage.key)
            }
            guard range.count == storage.byteCount else {
                throw .wrongStorageSize(key: storage.key)
            }
            places.append(range)
        }
        return places
    }
}

/// A pickle, and where in the file the storages lie that it names.
struct SavedPickle {
    let pickle: Pickle
    /// The bytes of the pickle itself.
    let byteCount: Int
    /// The places of the pickle's storages, in its order.
    let places: [Range<Int>]
}

extension Pickle.Storage {
    /// How many bytes the elements need; `nil` beyond 64 bits.
    var byteCount: Int? {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: (type ?? .u8).bits / 8)
        return overflow ? nil : bytes
    }
}

extension CheckpointError {
    /// A file that breaks a rule of PyTorch's formats.
    static func invalid(_ path: String, _ rule: PyTorchRule) -> CheckpointError {
        .invalid(path: path, rule: rule)
    }
}

/// Adds the file's path to the rule that a check finds broken.
func checking<T>(
    _ path: String, _ check: () throws(PyTorchRule) -> T
) throws(CheckpointError) -> T {
    do { return try check() } catch { throw .invalid(path, error) }
}
