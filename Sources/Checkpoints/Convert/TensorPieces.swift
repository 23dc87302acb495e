#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The elements of a converted tensor, made and handed out some megabytes at a time.
struct TensorPieces {
    /// Bytes of the largest piece as it is read.
    static let pieceSize = 4_194_304

    private let tensor: ConvertedTensor
    private let type: StoredType
    private let mapped: MappedCheckpoint

    /// The elements of a tensor in a type.
    init(_ tensor: ConvertedTensor, as type: StoredType, in mapped: MappedCheckpoint) {
        self.tensor = tensor
        self.type = type
        self.mapped = mapped
    }

    /// Hands out all bytes in order.
    ///
    /// - Returns: how many finite elements became infinite.
    func each(_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        switch tensor.source {
        case .zeros:
            let entry = SafetensorsWriter.Entry(tensor.name, type: type, shape: tensor.shape)
            try unsafe zeros(entry.byteCount, body)
            return 0
        case .stored(let parts):
            var overflows = 0
            for part in parts {
                for slice in part.slices(ofAtMost: Self.pieceSize) {
                    overflows += try unsafe hand(slice, body)
                }
            }
            return overflows
        }
    }

    private func zeros(_ count: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let zeros = [UInt8](repeating: 0, count: min(count, Self.pieceSize))
        for start in stride(from: 0, to: count, by: Self.pieceSize) {
            try unsafe zeros.withUnsafeBytes { bytes in
                let part = unsafe bytes.prefix(count - start)
                try unsafe body(UnsafeRawBufferPointer(rebasing: part))
            }
        }
    }

    private func hand(
        _ slice: TensorInfo, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Int {
        defer { release(slice) }
        let elements = mapped.elements(of: slice)
        return try withExtendedLifetime(elements) {
            guard slice.type != type else {
                try unsafe body(elements.bytes)
                return 0
            }
            let room = UnsafeMutableRawBufferPointer.allocate(
                byteCount: slice.count * type.bits / 8, alignment: 8)
            defer { unsafe room.deallocate() }
            let overflows = unsafe FloatConversion.convert(
                elements.bytes, slice.type, into: room, type)
            try unsafe body(UnsafeRawBufferPointer(room))
            return overflows
        }
    }

    /// Gives the memory of a slice's pages back. They are read from the file again when touched.
    private func release(_ slice: TensorInfo) {
        let bytes = unsafe mapped.stored(slice)
        guard let start = bytes.baseAddress else { return }
        let page = Int(getpagesize())
        let lead = Int(bitPattern: start) % page
        unsafe madvise(
            UnsafeMutableRawPointer(mutating: start - lead), bytes.count + lead, MADV_DONTNEED)
    }
}
