/// Lays strided elements out in row-major order.
enum Gathering {
    /// Copies the elements of a strided tensor.
    ///
    /// - Parameters:
    ///   - source: bytes whose first element is the tensor's; they reach to its farthest.
    ///   - target: room for all elements.
    ///   - strides: distances between neighbours along each axis, in elements, none negative.
    ///   - size: bytes of an element.
    static func gather(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer,
        shape: [Int], strides: [Int], size: Int
    ) {
        guard let from = source.baseAddress, let to = target.baseAddress, !shape.contains(0)
        else { return }
        var index = Array(repeating: 0, count: shape.count)
        var offset = 0
        for place in stride(from: 0, to: target.count, by: size) {
            unsafe (to + place).copyMemory(from: from + offset * size, byteCount: size)
            for axis in shape.indices.reversed() {
                index[axis] += 1
                offset += strides[axis]
                if index[axis] < shape[axis] { break }
                offset -= shape[axis] * strides[axis]
                index[axis] = 0
            }
        }
    }
}
