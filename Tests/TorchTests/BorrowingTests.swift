import Testing
import Torch

/// Memory that counts its own end.
private final class Bytes {
    let buffer: UnsafeMutableRawBufferPointer
    let freed: () -> Void

    init(_ values: [Float], shiftedBy shift: Int = 0, freed: @escaping () -> Void = {}) {
        self.freed = freed
        buffer = .allocate(byteCount: values.count * 4 + shift, alignment: 64)
        for (index, value) in values.enumerated() {
            buffer.storeBytes(of: value, toByteOffset: shift + index * 4, as: Float.self)
        }
    }

    var floats: UnsafeMutableBufferPointer<Float> { buffer.bindMemory(to: Float.self) }

    deinit {
        buffer.deallocate()
        freed()
    }
}

@Test func `borrowed bytes are not copied`() throws {
    let bytes = Bytes([1, 2, 3, 4])
    let tensor = Tensor(
        borrowing: UnsafeRawBufferPointer(bytes.buffer), shape: [2, 2], dtype: .float32,
        keeping: bytes)
    #expect(try tensor.floats() == [1, 2, 3, 4])
    bytes.floats[3] = 9
    #expect(try tensor.floats() == [1, 2, 3, 9])
}

@Test func `the owner of borrowed bytes lives as long as the last tensor over them`() throws {
    var freed = false
    var view: Tensor?
    do {
        let bytes = Bytes([1, 2, 3, 4]) { freed = true }
        let tensor = Tensor(
            borrowing: UnsafeRawBufferPointer(bytes.buffer), shape: [4], dtype: .float32,
            keeping: bytes)
        view = tensor.reshaped(2, 2).transposed(0, 1)
    }
    #expect(!freed)
    #expect(try view?.floats() == [1, 3, 2, 4])
    view = nil
    #expect(freed)
}

@Test func `misaligned bytes are copied`() throws {
    var freed = false
    var tensor: Tensor?
    do {
        let bytes = Bytes([5, 6], shiftedBy: 1) { freed = true }
        tensor = Tensor(
            borrowing: UnsafeRawBufferPointer(rebasing: bytes.buffer[1...]), shape: [2],
            dtype: .float32, keeping: bytes)
    }
    #expect(freed)
    #expect(try tensor?.floats() == [5, 6])
}

@Test func `too few bytes are refused and too many ignored`() throws {
    let bytes = Bytes([1, 2, 3, 4])
    let all = UnsafeRawBufferPointer(bytes.buffer)
    for shape in [[5], [-1], [.max, 2], [.max, .max]] {
        let tensor = Tensor(borrowing: all, shape: shape, dtype: .float32, keeping: bytes)
        #expect(error(of: tensor)?.description.contains("16 bytes do not fill") == true)
    }
    let less = Tensor(borrowing: all, shape: [2], dtype: .float32, keeping: bytes)
    #expect(try less.floats() == [1, 2])
    let none = Tensor(borrowing: all, shape: [0, 7], dtype: .float32, keeping: bytes)
    #expect(try none.floats() == [])
}

@Test func `bytes are read as the type they are said to be`() throws {
    let bytes = Bytes([1])  // 00 00 80 3f
    let all = UnsafeRawBufferPointer(bytes.buffer)
    let half = Tensor(borrowing: all, shape: [2], dtype: .bfloat16, keeping: bytes)
    #expect(try half.floats() == [0, 1])
    let raw = Tensor(borrowing: all, shape: [4], dtype: .uint8, keeping: bytes)
    #expect(try raw.ints() == [0, 0, 0x80, 0x3f])
}
