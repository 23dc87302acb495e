import Checkpoints
import Imaging

// A first pass's result as a safetensors file: `latent` and `picture` in float32, to the bit, and in
// the metadata what they are. Files may come from anywhere.

extension FirstPassResult {
    private enum Name {
        static let latent = "latent"
        static let picture = "picture"
        static let format = "kiln.format"
        static let space = "kiln.latent_space"
    }

    private static let format = "first pass 1"

    /// Largest numbers of a latent's channels and of its cells to a side.
    private static let limits = (channels: 64, cells: 1 << 13)

    /// The file's bytes.
    public var safetensors: [UInt8] {
        var entries: [SafetensorsWriter.Entry] = []
        var data: [UInt8] = []
        var metadata = [Name.format: Self.format]
        if let latent {
            entries.append(
                .init(
                    Name.latent, type: .f32,
                    shape: [latent.channels, latent.rows, latent.columns]))
            data += latent.values.littleEndianBytes
            metadata[Name.space] = latent.space
        }
        if let picture {
            entries.append(
                .init(
                    Name.picture, type: .f32,
                    shape: [FloatImage.channels, picture.height, picture.width]))
            data += picture.pixels.littleEndianBytes
        }
        return SafetensorsWriter.header(entries, metadata: metadata) + data
    }

    /// What a file keeps.
    ///
    /// - Throws: `EngineError.badFirstPassFile`, if it is none or holds what no first pass leaves:
    ///   other tensors, sizes without bounds, numbers that are none.
    public init(safetensors bytes: [UInt8]) throws(EngineError) {
        let header: SafetensorsHeader
        do { header = try SafetensorsHeader.parse(bytes, fileSize: bytes.count) } catch {
            throw .badFirstPassFile(error.description)
        }
        guard header.metadata[Name.format] == Self.format else {
            throw .badFirstPassFile("its metadata do not say \"\(Self.format)\"")
        }
        let known: Set = [Name.latent, Name.picture]
        let nothingElse = "it may hold a latent, a picture, or both, and nothing else"
        guard known.isSuperset(of: header.tensors.keys) else {
            throw .badFirstPassFile(nothingElse)
        }
        let picture = try header.tensors[Name.picture].map { info throws(EngineError) in
            try Self.picture(info, in: bytes)
        }
        if let info = header.tensors[Name.latent] {
            let space = header.metadata[Name.space]
            self.init(.latent(try Self.latent(info, in: bytes, space: space), picture: picture))
        } else if let picture {
            self.init(.picture(picture))
        } else {
            throw .badFirstPassFile(nothingElse)
        }
    }

    private static func latent(
        _ info: TensorInfo, in bytes: [UInt8], space: String?
    ) throws(EngineError) -> FirstPassLatent {
        let shape = info.shape
        guard shape.count == 3, (1...limits.channels).contains(shape[0]),
            shape[1...].allSatisfy({ (1...limits.cells).contains($0) })
        else { throw .badFirstPassFile("its latent is of shape \(shape)") }
        guard let space else { throw .badFirstPassFile("it does not say which latent space") }
        return FirstPassLatent(
            space: space, channels: shape[0], rows: shape[1], columns: shape[2],
            values: try values(info, in: bytes))
    }

    private static func picture(
        _ info: TensorInfo, in bytes: [UInt8]
    ) throws(EngineError) -> FloatImage {
        let shape = info.shape
        guard shape.count == 3, shape[0] == FloatImage.channels else {
            throw .badFirstPassFile("its picture is of shape \(shape)")
        }
        let values = try values(info, in: bytes)
        guard values.allSatisfy({ (0...1).contains($0) }) else {
            throw .badFirstPassFile("its picture has values beyond 0…1")
        }
        do {
            return try FloatImage(width: shape[2], height: shape[1], pixels: values)
        } catch {
            throw .badFirstPassFile("its picture is of shape \(shape)")
        }
    }

    private static func values(
        _ info: TensorInfo, in bytes: [UInt8]
    ) throws(EngineError) -> [Float] {
        guard info.type == .f32 else {
            throw .badFirstPassFile("its \(info.name) is of type \(info.type.rawValue), not F32")
        }
        let values = [Float](littleEndian: bytes[info.range])
        guard values.allSatisfy(\.isFinite) else {
            throw .badFirstPassFile("its \(info.name) has values that are not numbers")
        }
        return values
    }
}

extension [Float] {
    /// Four bytes for each number.
    fileprivate var littleEndianBytes: [UInt8] {
        map(\.bitPattern.littleEndian).withUnsafeBytes { [UInt8]($0) }
    }

    /// The numbers of some bytes, four for each.
    fileprivate init(littleEndian bytes: ArraySlice<UInt8>) {
        self = bytes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map {
                let bits = bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)
                return Float(bitPattern: UInt32(littleEndian: bits))
            }
        }
    }
}
