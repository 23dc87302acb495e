/// The rule of a shard index that a file breaks.
public enum ShardRule: FormatRule, JSONRule {
    /// The kind of file.
    public static let file = "a shard index"

    /// The index is longer than one may be.
    case tooLarge(byteCount: Int)
    /// The index is not UTF-8.
    case notUTF8
    /// The index is not JSON; `offset` counts from its first byte.
    case notJSON(offset: Int, expected: String)
    /// Objects and lists stand inside each other more deeply than an index needs.
    case tooDeep(offset: Int)
    /// An object has the same key twice.
    case duplicateKey(String)
    /// The index has more entries than a model has tensors.
    case tooManyEntries
    /// `weight_map` is missing, empty or not an object.
    case noMap
    /// What a tensor's name leads to is not a string.
    case notAName(tensor: String)
    /// A tensor's name is too long.
    case longName(byteCount: Int)
    /// A shard's name leads out of the index's folder, or to no model file.
    case badShard(String)
    /// The index names too many files.
    case tooManyShards(Int)
    /// A shard does not hold a tensor that the index says it holds.
    case missingTensor(String, shard: String)
    /// Two shards hold the same tensor.
    case duplicateTensor(String, shard: String)

    /// What is wrong and what would be right, without the file's name and without a full stop.
    public var description: String {
        switch self {
        case .tooLarge(let count):
            "it has \(count) bytes, and at most \(ShardIndex.maximumLength) are allowed"
        case .notUTF8: "it is not UTF-8"
        case .notJSON(let offset, let expected):
            "it is not JSON: at byte \(offset) there should be \(expected)"
        case .tooDeep(let offset):
            "it nests deeper than \(JSON.maximumDepth) levels at byte \(offset)"
        case .duplicateKey(let key): "the key \(quoted(key)) stands twice in one object"
        case .tooManyEntries: "an object of it has more than \(JSON.maximumEntries) entries"
        case .noMap: "its \"weight_map\" has to be an object from tensors to files"
        case .notAName(let tensor): "the file of tensor \(quoted(tensor)) has to be a string"
        case .longName(let count):
            "a tensor's name has \(count) bytes, and at most "
                + "\(SafetensorsHeader.maximumNameLength) are allowed"
        case .badShard(let name):
            "\(quoted(name)) has to be the plain name of a model file in the same folder"
        case .tooManyShards(let count):
            "it names \(count) files, and at most \(ShardIndex.maximumShards) are allowed"
        case .missingTensor(let tensor, let shard):
            "tensor \(quoted(tensor)) should be in \(quoted(shard)) and is not"
        case .duplicateTensor(let tensor, let shard):
            "tensor \(quoted(tensor)) is in \(quoted(shard)) and in another file as well"
        }
    }
}
