public import Checkpoints
import Foundation

/// A safetensors file of reference results.
public struct GoldenFile {
    /// What is asked of a file and is not in it.
    public enum Failure: Error {
        /// No tensor of that name and type.
        case missing(String)
    }

    /// The file's header.
    public let file: CheckpointFile
    private let mapped: MappedCheckpoint

    /// Opens a file.
    public init(_ path: String) throws {
        file = try CheckpointFile(opening: path)
        mapped = try file.map()
    }

    /// The bytes of a tensor.
    public func bytes(_ name: String) throws -> [UInt8] {
        guard let info = file.tensors[name] else { throw Failure.missing(name) }
        return Array(mapped.stored(info))
    }

    /// A float32 tensor's values.
    public func floats(_ name: String) throws -> [Float] {
        guard file.tensors[name]?.type == .f32 else { throw Failure.missing(name) }
        let bytes = try bytes(name)
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(
                bitPattern: bytes[start..<start + 4].reversed().reduce(UInt32(0)) {
                    $0 << 8 | UInt32($1)
                })
        }
    }
}

/// Makes whole checkpoints of the goldens' tiny ones, whose token embeddings follow a rule instead
/// of being stored (`Tests/KilnTests/Fixtures/FORMAT.md`).
public enum TinyCheckpoint {
    /// A tensor to add: name, shape and type.
    public struct Addition {
        let name: String
        let shape: [Int]
        let values: [Float16]

        /// The embeddings of the whole CLIP vocabulary by the goldens' rule: the upper ten bits of a
        /// multiplicative hash of the element's index, in -1 ..< 1.
        public static func embedding(_ name: String, width: Int) -> Addition {
            let values = (0..<49408 * width).map { index in
                let hash = UInt32(truncatingIfNeeded: index) &* 2_654_435_761
                return Float16(Float(Int(hash >> 22) - 512) / 512)
            }
            return Addition(name: name, shape: [49408, width], values: values)
        }

        /// A tensor of one zero, for names that mean something by being there.
        public static func marker(_ name: String) -> Addition {
            Addition(name: name, shape: [1], values: [0])
        }
    }

    /// Some of a stored checkpoint's tensors: those whose names begin with a prefix.
    public struct Source {
        let path: String
        let prefix: String

        /// A file's tensors, all of them unless a prefix is given.
        public init(_ path: String, below prefix: String = "") {
            self.path = path
            self.prefix = prefix
        }
    }

    /// Writes stored checkpoints as one, with additions. Of several tensors of one name the first
    /// source's is taken; the metadata is the first source's.
    public static func write(
        _ sources: [Source], adding: [Addition], to path: String
    ) throws {
        var builder = SafetensorsBuilder()
        var data: [UInt8] = []
        var known: Set<String> = []
        for (place, source) in sources.enumerated() {
            let golden = try GoldenFile(source.path)
            if place == 0 { builder.metadata = golden.file.metadata }
            for info in golden.file.tensors.values.sorted(by: { $0.name < $1.name })
            where info.name.hasPrefix(source.prefix) && known.insert(info.name).inserted {
                builder.add(info.name, info.shape, type: info.type)
                data += try golden.bytes(info.name)
            }
        }
        for addition in adding {
            builder.add(addition.name, addition.shape)
            data += addition.values.withUnsafeBytes { Array($0) }
        }
        try Data(builder.header + data).write(to: URL(fileURLWithPath: path))
    }
}
