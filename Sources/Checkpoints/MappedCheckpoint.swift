/// The bytes of a checkpoint's files, mapped into memory for as long as this lives.
public final class MappedCheckpoint: Sendable {
    private let parts: [MappedFile]

    init(_ parts: [MappedFile]) { self.parts = parts }

    /// The bytes of a tensor as they lie in its file. Valid while this object lives.
    public func stored(_ info: TensorInfo) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: parts[info.part].bytes[info.range])
    }

    /// The elements of a tensor of this checkpoint in row-major order and in its type: the file's
    /// own bytes where they lie so, a copy otherwise.
    public func elements(of info: TensorInfo) -> TensorElements {
        let stored = unsafe stored(info)
        switch info.layout {
        case .rowMajor:
            return unsafe TensorElements(bytes: stored, owner: parts[info.part])
        case .strided(let strides):
            return unsafe TensorElements(count: info.count * info.type.bits / 8) { target in
                unsafe Gathering.gather(
                    stored, into: target, shape: info.shape, strides: strides,
                    size: info.type.bits / 8)
            }
        case .blocks(let type):
            return unsafe TensorElements(count: info.count * info.type.bits / 8) { target in
                unsafe Dequantization.dequantize(stored, type, into: target, as: info.type)
            }
        }
    }
}

extension MappedCheckpoint {
    /// The elements of a tensor of this checkpoint in row-major order and in its type, copied.
    public func copy(of info: TensorInfo) -> [UInt8] {
        let elements = elements(of: info)
        return withExtendedLifetime(elements) { unsafe Array(elements.bytes) }
    }
}

/// A tensor's elements in row-major order.
///
/// Their bytes are there as long as this object: keep it alive while they are used. They need not be aligned to their type: load them with `loadUnaligned`, or copy.
@safe public final class TensorElements: @unchecked Sendable {
    /// The elements' bytes. Valid while this object lives.
    public let bytes: UnsafeRawBufferPointer
    private let owner: AnyObject?

    /// Elements that lie in memory which `owner` keeps.
    fileprivate init(bytes: UnsafeRawBufferPointer, owner: AnyObject) {
        unsafe self.bytes = bytes
        self.owner = owner
    }

    /// Elements in memory of their own, which `fill` writes.
    fileprivate init(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
        unsafe fill(buffer)
        unsafe bytes = UnsafeRawBufferPointer(buffer)
        owner = nil
    }

    deinit { if owner == nil { unsafe bytes.deallocate() } }
}
