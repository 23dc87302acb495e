#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A model on its way to one safetensors file in the layout that web UIs read.
///
/// Any readable model is a source: a file of any format, a shard index, a folder as diffusers writes
/// it. A diffusers pipeline comes out as an original Stable Diffusion checkpoint, a diffusers UNet or
/// VAE under the original names without a prefix; everything else keeps its names. Quantised blocks
/// come out as the numbers they stand for.
public struct Conversion: Sendable {
    /// What is converted.
    public let source: CheckpointFile
    /// The tensors of the result, in no order.
    public let entries: [SafetensorsWriter.Entry]
    /// What goes into the result's `__metadata__`.
    public let metadata: [String: String]
    private let tensors: [String: ConvertedTensor]

    /// An element type for all floating-point tensors of a result.
    public enum ElementType: String, Sendable, Hashable, CaseIterable {
        /// Half precision.
        case float16
        /// A float32 without its lower 16 bits.
        case bfloat16
        /// Single precision.
        case float32

        var stored: StoredType {
            switch self {
            case .float16: .f16
            case .bfloat16: .bf16
            case .float32: .f32
            }
        }
    }

    /// How far a conversion is.
    public struct Progress: Sendable {
        /// Bytes of the result that are written.
        public internal(set) var written: Int
        /// Bytes of all tensors of the result.
        public let total: Int
    }

    /// What a conversion of ``source`` is to write.
    ///
    /// - Parameter type: the type for floating-point tensors; `nil` keeps each in its own. Integers
    ///   always stay as they are.
    /// - Throws: `ConversionError`, if the original layout has no place for a tensor.
    public init(
        of source: CheckpointFile, to type: ElementType? = nil
    ) throws(ConversionError) {
        self.source = source
        let tensors = try OriginalLayout.tensors(of: source)
        entries = tensors.map { tensor in
            let isFloat = FloatConversion.sources.contains(tensor.type)
            return SafetensorsWriter.Entry(
                tensor.name, type: isFloat ? type?.stored ?? tensor.type : tensor.type,
                shape: tensor.shape)
        }
        self.tensors = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
        var metadata = source.metadata
        metadata["_class_name"] = nil
        metadata["format"] = "pt"
        self.metadata = metadata
    }

    /// Bytes of all tensors of the result.
    public var byteCount: Int { entries.reduce(0) { $0 + $1.byteCount } }

    /// Writes the result. The file appears when it is complete; after an error nothing of it is
    /// left. Memory stays at some megabytes whatever the size of the model, and at the size of one
    /// tensor for those that do not lie in row-major order.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - replacing: whether a file that is there may be replaced.
    ///   - progress: called after every few megabytes; what it throws ends the conversion.
    /// - Returns: how many finite numbers were too large for their new type and became infinite.
    /// - Throws: `ConversionError`, `CheckpointError`, and what `progress` throws.
    public func write(
        to path: String, replacing: Bool = false, progress: (Progress) throws -> Void = { _ in }
    ) throws -> Int {
        try checkTarget(path, replacing: replacing)
        let mapped = try source.map()
        var state = Progress(written: 0, total: byteCount)
        var overflows = 0
        try unsafe SafetensorsWriter.write(entries, metadata: metadata, to: path) { entry, put in
            guard let tensor = tensors[entry.name] else { return }
            let pieces = TensorPieces(tensor, as: entry.type, in: mapped)
            overflows += try unsafe pieces.each { bytes in
                unsafe try put(bytes)
                state.written += bytes.count
                try progress(state)
            }
        }
        return overflows
    }

    /// Checks that a result may go to a path.
    ///
    /// - Throws: `ConversionError.replacesInput` or `.exists`.
    public func checkTarget(_ path: String, replacing: Bool) throws(ConversionError) {
        guard let target = FileIdentity(path) else { return }
        guard !source.parts.contains(where: { FileIdentity($0.path) == target }) else {
            throw .replacesInput(path: path)
        }
        guard replacing else { throw .exists(path: path) }
    }
}

/// What tells one file from another, whatever paths lead to it.
private struct FileIdentity: Equatable {
    private let device: UInt64
    private let number: UInt64

    /// The file at a path; `nil` if there is none.
    init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
    }
}
