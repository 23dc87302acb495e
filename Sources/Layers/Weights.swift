public import Checkpoints
public import Torch

/// A place in a checkpoint's tree of names: `weights["input_blocks.1.0"]["in_layers.2"]`.
///
/// Models are made from the place where their own names begin. Tensors come in the element type
/// and on the device to compute with; one that is stored in that type is not copied, but lies in
/// the mapped file, which stays mapped while the tensor lives.
public struct Weights: Sendable {
    private let source: Source
    private let prefix: String

    /// The root of a file.
    ///
    /// - Parameters:
    ///   - dtype: the element type to compute with.
    ///   - device: where to compute.
    /// - Throws: `CheckpointError` if the file cannot be mapped.
    public init(
        _ file: CheckpointFile, dtype: DType = .float32, device: Device = .cpu
    ) throws(CheckpointError) {
        source = Source(file: file, mapped: try file.map(), dtype: dtype, device: device)
        prefix = ""
    }

    private init(_ source: Source, prefix: String) {
        self.source = source
        self.prefix = prefix
    }

    /// The place one or more names further down; dots separate names.
    public subscript(_ name: some CustomStringConvertible) -> Weights {
        Weights(source, prefix: "\(prefix)\(name).")
    }

    /// The place whose names begin with `text` as it is, without a dot of its own.
    public subscript(prefix text: String) -> Weights {
        Weights(source, prefix: prefix + text)
    }

    /// Whether a tensor has this place's name or a name below it.
    public var exists: Bool { source.places.contains(prefix) }

    /// The places named 0, 1, 2 and so on, as far as they exist.
    public var children: [Weights] {
        var children: [Weights] = []
        while self[children.count].exists { children.append(self[children.count]) }
        return children
    }

    /// The element type to compute with.
    public var dtype: DType { source.dtype }

    /// The device to compute on.
    public var device: Device { source.device }

    /// The path of the file.
    public var file: String { source.file.path }

    /// The place's full name.
    public var path: String { String(prefix.last == "." ? prefix.dropLast() : prefix[...]) }
}

// MARK: - Tensors

extension Weights {
    /// Whether there is a tensor of this name here.
    public func has(_ name: String) -> Bool { source.file.tensors[prefix + name] != nil }

    /// A tensor's dimensions, from the file's header alone.
    ///
    /// - Throws: `missing`, with the full name.
    public func shape(_ name: String) throws(WeightsError) -> [Int] {
        try info(name).shape
    }

    /// A tensor, ready to compute with.
    ///
    /// - Parameter expected: the dimensions it must have; `nil` stands for any size above 0.
    /// - Throws: `missing` or `shape` with the full name; `type` for a type that is not a number.
    public func tensor(_ name: String, shape expected: [Int?]) throws(WeightsError) -> Tensor {
        let info = try info(name)
        let fits = zip(info.shape, expected).allSatisfy { size, wanted in
            wanted.map { $0 == size } ?? (size > 0)
        }
        guard fits, info.shape.count == expected.count else {
            throw .shape(key: info.name, file: file, got: info.shape, expected: expected)
        }
        return try read(info)
    }

    /// A tensor of whatever shape the file has, ready to compute with.
    ///
    /// - Throws: `missing` with the full name; `type` for a type that is not a number.
    public func tensor(_ name: String) throws(WeightsError) -> Tensor {
        try read(info(name))
    }

    private func info(_ name: String) throws(WeightsError) -> TensorInfo {
        guard let info = source.file.tensors[prefix + name] else {
            throw .missing(key: prefix + name, file: file)
        }
        return info
    }

    private func read(_ info: TensorInfo) throws(WeightsError) -> Tensor {
        guard let stored = DType(info.type) else {
            throw .type(key: info.name, file: file, got: info.type.rawValue)
        }
        let bytes = UnsafeRawBufferPointer(rebasing: source.mapped.bytes[info.range])
        return Tensor(borrowing: bytes, shape: info.shape, dtype: stored, keeping: source.mapped)
            .to(device).to(dtype)
    }
}

// MARK: - Metadata

extension Weights {
    /// What the file says of itself beside its tensors.
    public var metadata: [String: String] { source.file.metadata }

    /// A whole number above 0 from the metadata; `nil` where the key is absent.
    ///
    /// - Throws: `metadata` for anything else.
    public func count(metadata key: String) throws(WeightsError) -> Int? {
        guard let text = metadata[key] else { return nil }
        guard let value = Int(text), value > 0 else {
            throw .metadata(
                key: key, file: file, got: text, expected: "a whole number of at least 1")
        }
        return value
    }
}

// MARK: - Source

/// One mapped file and how its tensors are wanted.
private struct Source: Sendable {
    let file: CheckpointFile
    let mapped: MappedFile
    let dtype: DType
    let device: Device
    /// Every tensor's name and every place above it, each with a dot at its end.
    let places: Set<String>

    init(file: CheckpointFile, mapped: MappedFile, dtype: DType, device: Device) {
        self.file = file
        self.mapped = mapped
        self.dtype = dtype
        self.device = device
        places = Self.places(of: file.tensors.keys)
    }

    private static func places(of names: some Collection<String>) -> Set<String> {
        var places: Set<String> = names.isEmpty ? [] : [""]
        places.reserveCapacity(names.count * 2)
        for name in names {
            var place = name[...] + "."
            while !place.isEmpty, places.insert(String(place)).inserted {
                let above = place.dropLast().lastIndex(of: ".")
                place = above.map { place[...$0] } ?? ""
            }
        }
        return places
    }
}

extension DType {
    /// The type that a file's element type is computed from; `nil` where there is none.
    fileprivate init?(_ stored: StoredType) {
        switch stored {
        case .f64: self = .float64
        case .f32: self = .float32
        case .f16: self = .float16
        case .bf16: self = .bfloat16
        case .f8E4M3: self = .float8E4M3
        case .f8E5M2: self = .float8E5M2
        case .i64: self = .int64
        case .i32: self = .int32
        case .i16: self = .int16
        case .i8: self = .int8
        case .u8: self = .uint8
        case .bool, .f4, .f6E2M3, .f6E3M2, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ, .u16, .u32, .c64,
            .u64:
            return nil
        }
    }
}
