import Checkpoints

/// A file of learnt vectors that a word of a prompt stands for (textual inversion; Gal et al. 2022).
///
/// The layouts are the web UI's (`string_to_param`), that of SDXL (`clip_l` and `clip_g`), diffusers'
/// and every other file of one tensor, in any format of checkpoints. Opening reads the header alone.
public struct EmbeddingFile: Sendable {
    /// The file.
    public let path: String
    /// The word: the file's base name without extension.
    public var name: String { path.baseName.withoutExtension }
    /// The file as the model folder lists it.
    public var entry: EmbeddingEntry { EmbeddingEntry(path: path) }
    /// How many vectors the word stands for, each in the place of one token; 1…1,024.
    public let vectorCount: Int
    /// The length of the vectors for each of a family's text encoders, in the families' order:
    /// CLIP-L before OpenCLIP-G.
    public let widths: [Int]

    private let file: CheckpointFile
    private let tensors: [TensorInfo]

    /// The most vectors and the longest that a file may hold.
    static let maximumCount = 1_024, maximumWidth = 4_096

    /// Opens a file.
    ///
    /// - Throws: `EmbeddingError`, if it cannot be read or holds something else.
    public init(opening path: String) throws(EmbeddingError) {
        do {
            file = try CheckpointFile(opening: path)
        } catch {
            throw .unreadable(error)
        }
        self.path = path
        tensors = try Self.vectors(in: file)
        var sizes: [(count: Int, width: Int)] = []
        for tensor in tensors { sizes.append(try Self.size(of: tensor, in: path)) }
        vectorCount = sizes[0].count
        widths = sizes.map(\.width)
        guard sizes.allSatisfy({ $0.count == vectorCount }) else {
            throw .unequalCounts(path: path, sizes.map(\.count))
        }
    }

    /// The tensors that hold the vectors, one for each encoder; at least one.
    private static func vectors(in file: CheckpointFile) throws(EmbeddingError) -> [TensorInfo] {
        if let l = file.tensors["clip_l"], let g = file.tensors["clip_g"] { return [l, g] }
        let words = file.tensors.filter { $0.key.hasPrefix("string_to_param.") }
        let found = words.isEmpty ? file.tensors : words
        guard found.count == 1, let only = found.values.first else {
            throw .notOneWord(path: file.path, tensors: found.count)
        }
        return [only]
    }

    /// Rows and columns of a tensor; one dimension is one vector.
    private static func size(
        of tensor: TensorInfo, in path: String
    ) throws(EmbeddingError) -> (count: Int, width: Int) {
        guard [.f64, .f32, .bf16, .f16].contains(tensor.type) else {
            throw .type(path: path, tensor: tensor.name, tensor.type)
        }
        guard 1...2 ~= tensor.shape.count, let width = tensor.shape.last,
            1...maximumWidth ~= width,
            case let count = tensor.shape.count == 1 ? 1 : tensor.shape[0],
            1...maximumCount ~= count
        else { throw .shape(path: path, tensor: tensor.name, tensor.shape) }
        return (count, width)
    }

    /// Reads the vectors: for each encoder `vectorCount` of its width, one after the other. All are
    /// finite.
    ///
    /// - Throws: `EmbeddingError`, if the file has changed or holds something that is no number.
    public func vectors() throws(EmbeddingError) -> [[Float]] {
        let mapped: MappedCheckpoint
        do {
            mapped = try file.map()
        } catch {
            throw .unreadable(error)
        }
        var vectors: [[Float]] = []
        for tensor in tensors {
            let bytes = mapped.copy(of: tensor)
            let values = (tensor.type.values(bytes) ?? []).map { Float($0) }
            guard values.allSatisfy(\.isFinite) else {
                throw .notFinite(path: path, tensor: tensor.name)
            }
            vectors.append(values)
        }
        return vectors
    }
}
