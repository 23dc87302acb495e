/// What a pipeline's configuration says beside its weights.
enum PipelineConfig {
    /// The longest configuration file, in bytes.
    static let maximumLength = 1_000_000

    /// The facts of a pipeline's folder that its tensors do not tell, as safetensors' metadata has
    /// them: `_class_name` of the pipeline, `modelspec.prediction_type` of its schedule as diffusers
    /// calls it (`epsilon`, `v_prediction`), and `ztsnr`, `"true"` for a schedule that is rescaled to
    /// end in pure noise.
    ///
    /// - Parameter folder: its path with a slash at the end.
    /// - Throws: `CheckpointError`, with a `ConfigRule` where a file is no JSON object.
    static func metadata(of folder: String) throws(CheckpointError) -> [String: String] {
        var metadata: [String: String] = [:]
        metadata["_class_name"] = try values(of: folder + "model_index.json")["_class_name"]
        let scheduler = try values(of: folder + "scheduler/scheduler_config.json")
        metadata["modelspec.prediction_type"] = scheduler["prediction_type"]
        if scheduler["rescale_betas_zero_snr"] == "true" { metadata["ztsnr"] = "true" }
        return metadata
    }

    /// The strings and truth values of a configuration; none where the file is absent.
    private static func values(of path: String) throws(CheckpointError) -> [String: String] {
        guard CheckpointFolder.exists(path) else { return [:] }
        let file = try OpenFile(path)
        let size = file.stamp.size
        guard size <= maximumLength else {
            throw .invalid(path: path, rule: ConfigRule.tooLarge(byteCount: size))
        }
        let bytes = try file.read(size, at: 0)
        do { return try parse(bytes) } catch { throw .invalid(path: path, rule: error) }
    }

    static func parse(_ bytes: [UInt8]) throws(ConfigRule) -> [String: String] {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        var scanner = JSONScanner<ConfigRule>(bytes, in: bytes.indices)
        var values: [String: String] = [:]
        try scanner.object { scanner, key throws(ConfigRule) in
            switch try scanner.kind() {
            case .string: values[key] = try scanner.string()
            case .word: values[key] = try scanner.word()
            case .object, .array, .number: try scanner.skip()
            }
        }
        try scanner.finish()
        return values
    }
}

/// The rule of a diffusers configuration that a file breaks.
public enum ConfigRule: FormatRule, JSONRule {
    /// The kind of file.
    public static let file = "a diffusers configuration"

    /// The file is longer than a configuration may be.
    case tooLarge(byteCount: Int)
    /// The file is not UTF-8.
    case notUTF8
    /// The file is not a JSON object; `offset` counts from its first byte.
    case notJSON(offset: Int, expected: String)
    /// Objects and lists stand inside each other more deeply than a configuration needs.
    case tooDeep(offset: Int)
    /// An object has the same key twice.
    case duplicateKey(String)
    /// An object has too many keys.
    case tooManyEntries

    /// What is wrong and what would be right, without the file's name and without a full stop.
    public var description: String {
        switch self {
        case .tooLarge(let count):
            "it has \(count) bytes, and at most \(PipelineConfig.maximumLength) are allowed"
        case .notUTF8: "it is not UTF-8"
        case .notJSON(let offset, let expected):
            "it is not JSON: at byte \(offset) there should be \(expected)"
        case .tooDeep(let offset):
            "it nests deeper than \(JSON.maximumDepth) levels at byte \(offset)"
        case .duplicateKey(let key): "the key \(quoted(key)) stands twice in one object"
        case .tooManyEntries: "an object of it has more than \(JSON.maximumEntries) entries"
        }
    }
}
