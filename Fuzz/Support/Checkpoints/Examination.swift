/// Reads an input with a reader, and checks what the reader promises of what it accepts and of what
/// it says of the rest. A broken promise ends the process, which is what libFuzzer waits for.
func examine(
    _ input: [UInt8], with read: (borrowing MemoryBytes) throws(CheckpointError) -> FileContents
) {
    do {
        let contents = try read(MemoryBytes(input))
        var budget = outputBudget
        for (name, tensor) in contents.tensors {
            require(name == tensor.name, "a tensor under another name")
            check(tensor, fileSize: input.count)
            readElements(of: tensor, in: input, budget: &budget)
        }
    } catch {
        check(error)
    }
}

/// Bytes of elements that are laid out per input.
private let outputBudget = 1 << 20
/// The longest description of an error, in bytes: a few lines of a terminal, whatever the file
/// holds.
private let longestDescription = 2_500

/// An error is one short sentence, without what would move the cursor of a terminal.
func check(_ error: CheckpointError) {
    let description = error.description
    require(description.utf8.count <= longestDescription, "a long description")
    require(
        !description.unicodeScalars.contains {
            $0.isASCII ? $0.value < 0x20 || $0.value == 0x7F : $0.value < 0xA0
        },
        "a control character in a description")
    require(description.hasSuffix("."), "a description without an end")
}

/// A tensor lies in the file, and its shape, type and layout agree with its bytes.
func check(_ tensor: TensorInfo, fileSize: Int) {
    let range = tensor.range
    require(range.lowerBound >= 0 && range.upperBound <= fileSize, "outside of the file")
    require(tensor.part == 0, "a part that does not exist")
    require(tensor.shape.allSatisfy { $0 >= 0 }, "a negative dimension")
    let bits = product(tensor.shape + [tensor.type.bits])
    switch tensor.layout {
    case .rowMajor:
        require(bits == product([range.count, 8]), "bytes that are not the shape's")
    case .strided(let strides):
        require(strides.count == tensor.shape.count, "strides that are not the shape's")
        require(strides.allSatisfy { $0 >= 0 }, "a negative stride")
        require(tensor.type.bits.isMultiple(of: 8), "strides of partial bytes")
        require(reach(tensor.shape, strides) * tensor.type.bits / 8 <= range.count, "beyond")
    case .blocks(let type):
        require(tensor.count.isMultiple(of: type.elements), "a partial block")
        require(tensor.count / type.elements * type.byteCount == range.count, "blocks")
    }
}

/// The product of numbers, which has to be a number.
private func product(_ factors: [Int]) -> Int {
    factors.contains(0) ? 0 : factors.reduce(1, *)
}

/// Elements from the first of a strided tensor to its farthest.
private func reach(_ shape: [Int], _ strides: [Int]) -> Int {
    shape.contains(0) ? 0 : zip(shape, strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
}

/// Lays a tensor's elements out, in memory of exactly their size, so that the address sanitizer
/// sees the first byte outside.
private func readElements(of tensor: TensorInfo, in input: [UInt8], budget: inout Int) {
    let count = tensor.count * tensor.type.bits / 8
    guard count <= budget else { return }
    budget -= count
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    let stored = UnsafeMutableRawBufferPointer.allocate(
        byteCount: tensor.range.count, alignment: 64)
    defer {
        target.deallocate()
        stored.deallocate()
    }
    stored.copyBytes(from: input[tensor.range])
    switch tensor.layout {
    case .rowMajor: break
    case .strided(let strides):
        Gathering.gather(
            UnsafeRawBufferPointer(stored), into: target, shape: tensor.shape, strides: strides,
            size: tensor.type.bits / 8)
    case .blocks(let type):
        Dequantization.dequantize(
            UnsafeRawBufferPointer(stored), type, into: target, as: tensor.type)
    }
}
