public import Checkpoints
import Crypto

/// What makes a model in one file the same as a model in another: the bytes of its tensors and their
/// names below the prefix.
///
/// The same VAE or text encoder in two checkpoints, or in a checkpoint and a file of its own, has one
/// identity, whichever naming the files use; so it is one component to what loads and keeps models.
/// Only models with one ``candidateKey(of:in:)``, which headers tell, can be the same, so that no
/// other need be read.
public enum ComponentIdentity {
    /// A hash of the names, types and shapes of a model's tensors, from the header alone.
    public static func candidateKey(of component: Component, in file: CheckpointFile) -> String {
        var hasher = SHA256()
        for tensor in tensors(of: component, in: file) { hasher.add(tensor) }
        return HashCache.hex(hasher.finalize())
    }

    /// A SHA-256 of the names, types, shapes and bytes of a model's tensors, computed and kept if it
    /// is not known.
    ///
    /// Reads the whole model the first time: seconds for gigabytes, so not while someone waits.
    ///
    /// - Parameters:
    ///   - cache: where it is kept beside the files' hashes, by path, size and time of change.
    ///   - isCancelled: asked between reads.
    ///   - progress: told the bytes of each read.
    /// - Throws: `CheckpointError` if a file cannot be read or is not the one any more whose header
    ///   was read; `CancellationError`.
    public static func identity(
        of component: Component, in file: CheckpointFile, cache: HashCache,
        isCancelled: @escaping () -> Bool = { Task.isCancelled },
        progress: @escaping (_ bytes: Int) -> Void = { _ in }
    ) throws -> String {
        let tensors = tensors(of: component, in: file)
        let parts = Set(tensors.map(\.info.part)).sorted().map { file.parts[$0] }
        let key = cacheKey(of: component, in: file)
        let stamp = HashCache.Stamp(parts.map(\.stamp))
        if let identity = cache.cached(key, stamp) { return identity }
        var content = ComponentContent(file, isCancelled: isCancelled, progress: progress)
        for tensor in tensors { try content.add(tensor) }
        for part in parts where try OpenFile(part.path).stamp != part.stamp {
            throw CheckpointError.changed(path: part.path)
        }
        let identity = content.digest
        cache.keep(identity, under: key, stamp)
        return identity
    }

    /// The identity, if it is known; nothing is computed.
    public static func known(
        of component: Component, in file: CheckpointFile, cache: HashCache
    ) -> String? {
        let parts = Set(tensors(of: component, in: file).map(\.info.part)).map { file.parts[$0] }
        return cache.cached(
            cacheKey(of: component, in: file), HashCache.Stamp(parts.map(\.stamp)))
    }

    /// No real path has two slashes together, so that no file is called so.
    private static func cacheKey(of component: Component, in file: CheckpointFile) -> String {
        "\(FileStatus.realPath(file.path))//\(component.kind.rawValue)//\(component.prefix)"
    }

    /// A model's tensors by canonical name.
    private static func tensors(
        of component: Component, in file: CheckpointFile
    ) -> [NamedTensor] {
        file.tensors.values.filter { component.owns($0.name) }
            .map { NamedTensor(name: component.canonicalName($0.name), info: $0) }
            .sorted { ($0.name, $0.info.name) < ($1.name, $1.info.name) }
    }
}

/// A tensor with the name that it has in any file.
private struct NamedTensor {
    let name: String
    let info: TensorInfo
}

extension SHA256 {
    /// Adds what a header says of a tensor. Axes of one element at the end count as absent: a 1×1
    /// convolution is the matrix that another file has in its place.
    fileprivate mutating func add(_ tensor: NamedTensor) {
        var shape = tensor.info.shape
        while shape.last == 1 { shape.removeLast() }
        let line = "\(tensor.name.utf8.count):\(tensor.name) \(tensor.info.storage) \(shape)\n"
        Array(line.utf8).withUnsafeBytes { update(bufferPointer: $0) }
    }
}

/// The content of a model while it is read.
private struct ComponentContent {
    private let file: CheckpointFile
    private let isCancelled: () -> Bool
    private let progress: (Int) -> Void
    private var open: [Int: OpenPart] = [:]
    private var hasher = SHA256()

    /// A file that is open as long as it is needed.
    private final class OpenPart {
        let file: OpenFile

        init(_ part: CheckpointFile.Part) throws {
            file = try OpenFile(part.path)
            guard file.stamp == part.stamp else { throw CheckpointError.changed(path: part.path) }
        }
    }

    init(
        _ file: CheckpointFile, isCancelled: @escaping () -> Bool,
        progress: @escaping (Int) -> Void
    ) {
        self.file = file
        self.isCancelled = isCancelled
        self.progress = progress
    }

    var digest: String { HashCache.hex(hasher.finalize()) }

    mutating func add(_ tensor: NamedTensor) throws {
        hasher.add(tensor)
        if case .strided = tensor.info.layout {
            if isCancelled() { throw CancellationError() }
            let bytes = try file.map().copy(of: tensor.info)
            bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
            progress(bytes.count)
        } else {
            try add(tensor.info.range, of: tensor.info.part)
        }
    }

    private mutating func add(_ range: Range<Int>, of part: Int) throws {
        let source = try open[part] ?? OpenPart(file.parts[part])
        open[part] = source
        var offset = range.lowerBound
        while offset < range.upperBound {
            if isCancelled() { throw CancellationError() }
            let bytes = try source.file.read(min(2 << 20, range.upperBound - offset), at: offset)
            guard !bytes.isEmpty else { throw CheckpointError.changed(path: source.file.path) }
            bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
            offset += bytes.count
            progress(bytes.count)
        }
    }
}
