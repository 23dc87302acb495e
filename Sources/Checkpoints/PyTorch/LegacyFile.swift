/// Reads the format before PyTorch 1.6: five pickles one after the other (a magic number, the version
/// 1001, the machine, the object, the keys of the storages), then for each key the number of elements
/// in eight bytes and the elements.
enum LegacyFile {
    private static let magic: [UInt8] = [
        0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
    ]
    private static let version = 1_001
    /// How much of a file is read at first in search of the pickles' end.
    private static let firstRead = 1 << 16

    /// Reads the pickles, and each storage's number of elements.
    static func read(
        _ file: borrowing some ByteSource & ~Copyable
    ) throws(CheckpointError) -> SavedPickle {
        let pickles = try pickles(file)
        let path = file.path
        let storages = pickles.object.storages
        let indices = Dictionary(
            storages.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        var places = [Range<Int>?](repeating: nil, count: storages.count)
        var position = pickles.end
        for key in pickles.keys {
            guard let index = indices[key], places[index] == nil else {
                throw .invalid(path, .unexpectedStorage(key: key))
            }
            var cursor = ByteCursor(try file.read(8, at: position))
            guard let count = cursor.integer(UInt64.self) else {
                throw .invalid(path, .missingStorage(key: key))
            }
            guard count == UInt64(storages[index].count), let bytes = storages[index].byteCount
            else { throw .invalid(path, .wrongStorageSize(key: key)) }
            guard bytes <= file.byteCount - position - 8 else {
                throw .invalid(path, .missingStorage(key: key))
            }
            places[index] = position + 8..<position + 8 + bytes
            position += 8 + bytes
        }
        for (storage, place) in zip(storages, places) where place == nil {
            throw .invalid(path, .missingStorage(key: storage.key))
        }
        guard position == file.byteCount else {
            throw .invalid(path, .trailingBytes(file.byteCount - position))
        }
        return SavedPickle(
            pickle: pickles.object, byteCount: pickles.end, places: places.compactMap { $0 })
    }

    /// What the five pickles say, and where they end.
    private struct Pickles {
        let object: Pickle
        let keys: [String]
        let end: Int
    }

    /// Reads the pickles from as much of the file as they need: how long they are, only they say.
    private static func pickles(
        _ file: borrowing some ByteSource & ~Copyable
    ) throws(CheckpointError) -> Pickles {
        var count = firstRead
        while true {
            let bytes = try file.read(min(count, file.byteCount), at: 0)
            do {
                return try pickles(bytes)
            } catch .truncated where bytes.count < file.byteCount {
                guard count < PickleInterpreter.maximumLength else {
                    throw .invalid(file.path, .longPickle)
                }
                count = min(4 * count, PickleInterpreter.maximumLength)
            } catch {
                throw .invalid(file.path, error)
            }
        }
    }

    private static func pickles(_ bytes: [UInt8]) throws(PyTorchRule) -> Pickles {
        var (head, end) = try PickleInterpreter.read(bytes)
        guard case .longInteger(magic) = head.root else { throw .notTorch }
        (head, end) = try PickleInterpreter.read(bytes, at: end)
        guard head.root.integer == version else { throw .notTorch }
        (head, end) = try PickleInterpreter.read(bytes, at: end)
        guard case .bool(true)? = head.value(of: "little_endian", in: head.root) else {
            throw .bigEndian
        }
        let (object, objectEnd) = try PickleInterpreter.read(bytes, at: end)
        (head, end) = try PickleInterpreter.read(bytes, at: objectEnd)
        guard let items = head.items(of: head.root) else { throw .notTorch }
        var keys: [String] = []
        for item in items {
            guard let key = item.text else { throw .notTorch }
            keys.append(key)
        }
        return Pickles(object: object, keys: keys, end: end)
    }
}
