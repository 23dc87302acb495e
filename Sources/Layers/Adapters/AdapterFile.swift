public import Checkpoints
import Torch

/// A LoRA, or an adapter of one of its kin, known by its file's header alone.
///
/// It holds changes for some of a model's modules. To which tensors of a model they go, an
/// ``AdapterMatch`` tells; ``WeightPatches`` are what makes the changes.
public struct AdapterFile: Sendable {
    /// The file.
    public let file: CheckpointFile
    /// The modules that it changes, by name.
    public let modules: [AdapterModule]
    /// Names of the textual inversions that it carries.
    public let embeddings: [String]
    /// Tensors that say nothing known, by name.
    public let unread: [String]

    /// The adapter in a file.
    ///
    /// - Throws: `notAnAdapter`, if it changes no module.
    public init(_ file: CheckpointFile) throws(AdapterError) {
        var parts: [String: [AdapterPart: TensorInfo]] = [:]
        var embeddings: Set<String> = []
        var unread: [String] = []
        for (key, info) in file.tensors.sorted(by: { $0.key < $1.key }) {
            if let name = Self.embedding(key) {
                embeddings.insert(name)
            } else if let (module, part) = AdapterPart.split(key), info.isNumbers,
                parts[module]?[part] == nil
            {
                parts[module, default: [:]][part] = info
            } else {
                unread.append(key)
            }
        }
        var modules: [AdapterModule] = []
        for (name, parts) in parts {
            let module = AdapterModule(name, parts)
            if let module { modules.append(module) }
            unread += parts.filter { module?.parts[$0.key] == nil }.map(\.value.name)
        }
        guard !modules.isEmpty else { throw .notAnAdapter(file: file.path) }
        self.file = file
        self.modules = modules.sorted { $0.name < $1.name }
        self.embeddings = embeddings.sorted()
        self.unread = unread.sorted()
    }

    /// The kinds of change in it, by name.
    public var kinds: [AdapterKind] { Set(modules.map(\.kind)).sorted() }

    /// The ranks of its thin matrices, the most frequent first.
    public var ranks: [Int] {
        let counts = modules.compactMap(\.rank).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }

    /// The name of the textual inversion that a key belongs to.
    private static func embedding(_ key: String) -> String? {
        let words = key.split(separator: ".", maxSplits: 2)
        return words.count == 3 && words[0] == "bundle_emb" ? String(words[1]) : nil
    }
}

extension TensorInfo {
    /// Whether there are elements, and they can be computed with.
    fileprivate var isNumbers: Bool { DType(type) != nil && !shape.contains(0) }
}
