/// The index of a checkpoint in several files: which tensor lies in which of them.
///
/// `{"metadata": {…}, "weight_map": {"tensor": "model-00001-of-00002.safetensors", …}}`, as
/// diffusers and transformers write it. The files lie in the index's own folder. A tensor that the
/// index does not name is passed over: the map says what belongs to the model.
enum ShardIndex {
    /// The longest index, in bytes.
    static let maximumLength = 100_000_000
    /// The most files of one checkpoint.
    static let maximumShards = 1_024

    /// Whether a file is named as an index: `….index.json`, or with a variant, `….index.fp16.json`.
    static func isIndex(_ path: String) -> Bool {
        let words = (path.split(separator: "/").last ?? "").split(separator: ".")
        return words.count > 1 && words.last == "json" && words.suffix(3).contains("index")
    }

    /// Opens the files that an index names.
    ///
    /// - Throws: `CheckpointError`, with a `ShardRule` where the index or its files break one.
    static func open(_ file: borrowing OpenFile) throws(CheckpointError) -> CheckpointFile {
        let path = file.path
        let size = file.stamp.size
        guard size <= maximumLength else {
            throw .invalid(path: path, rule: ShardRule.tooLarge(byteCount: size))
        }
        let bytes = try file.read(size, at: 0)
        let map: [String: String]
        do { map = try weightMap(bytes) } catch { throw .invalid(path: path, rule: error) }
        return try open(map, of: path)
    }

    private static func open(
        _ map: [String: String], of path: String
    ) throws(CheckpointError) -> CheckpointFile {
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[...$0] } ?? ""
        var joined = JoinedCheckpoint()
        var holders: [String: String] = [:]
        for shard in Set(map.values).sorted() {
            let part = try CheckpointFile(file: folder + shard)
            for name in part.tensors.keys where holders.updateValue(shard, forKey: name) != nil {
                throw .invalid(path: path, rule: ShardRule.duplicateTensor(name, shard: shard))
            }
            joined.add(part) { name in map[name] == nil ? nil : name }
        }
        for (name, shard) in map.sorted(by: { $0.key < $1.key }) where holders[name] != shard {
            throw .invalid(path: path, rule: ShardRule.missingTensor(name, shard: shard))
        }
        return joined.file(path: path)
    }
}

// MARK: - JSON

extension ShardIndex {
    /// The file of each tensor, by an index's text.
    static func weightMap(_ bytes: [UInt8]) throws(ShardRule) -> [String: String] {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        var scanner = JSONScanner<ShardRule>(bytes, in: bytes.indices)
        var map: [String: String] = [:]
        try scanner.object { scanner, key throws(ShardRule) in
            if key == "weight_map" {
                map = try self.map(&scanner)
            } else {
                try scanner.skip()
            }
        }
        try scanner.finish()
        guard !map.isEmpty else { throw .noMap }
        let shards = Set(map.values)
        guard shards.count <= maximumShards else { throw .tooManyShards(shards.count) }
        return map
    }

    private static func map(
        _ scanner: inout JSONScanner<ShardRule>
    ) throws(ShardRule) -> [String: String] {
        guard try scanner.kind() == .object else { throw .noMap }
        var map: [String: String] = [:]
        try scanner.object { scanner, tensor throws(ShardRule) in
            guard tensor.utf8.count <= SafetensorsHeader.maximumNameLength else {
                throw .longName(byteCount: tensor.utf8.count)
            }
            guard try scanner.kind() == .string else { throw .notAName(tensor: tensor) }
            let shard = try scanner.string()
            guard isPlain(shard) else { throw .badShard(shard) }
            map[tensor] = shard
        }
        return map
    }

    /// Whether a name leads to a file of the same folder that may be a shard.
    private static func isPlain(_ name: String) -> Bool {
        let forbidden = [UInt8(ascii: "/"), UInt8(ascii: "\\"), 0]
        return !name.isEmpty && name != "." && name != ".." && name.utf8.count <= 255
            && !name.utf8.contains(where: forbidden.contains) && !isIndex(name)
    }
}
