import Testing
import Torch

/// 0, 1, 2, … in the given shape.
private func counting(_ shape: Int...) -> Tensor {
    Tensor.arange(shape.reduce(1, *)).to(.float32).reshaped(shape)
}

@Test func `a tensor knows its sizes`() {
    let x = counting(2, 3, 4)
    #expect(x.shape == [2, 3, 4])
    #expect(x.rank == 3)
    #expect(x.count == 24)
    #expect(x.dim(1) == 3)
    #expect(x.dim(-1) == 4)
    #expect(Tensor.zeros([0, 5]).count == 0)
    #expect(Tensor.full([], 7).shape == [])
}

@Test func `dimensions are regrouped`() throws {
    let x = counting(2, 3, 2)
    #expect(x.reshaped(4, -1).shape == [4, 3])
    #expect(x.reshaped([12]).shape == [12])
    #expect(x.flattened(from: 1).shape == [2, 6])
    #expect(x.flattened(from: 0, to: 1).shape == [6, 2])
    #expect(x.unsqueezed(0).shape == [1, 2, 3, 2])
    #expect(x.unsqueezed(-1, -1).shape == [2, 3, 2, 1, 1])
    #expect(x.unsqueezed(1).squeezed(1).shape == [2, 3, 2])
}

@Test func `dimensions are exchanged`() throws {
    let x = counting(2, 3)
    #expect(try holds(x.transposed(0, 1), [0, 3, 1, 4, 2, 5], shape: [3, 2]))
    #expect(try holds(counting(1, 2, 2).permuted(2, 0, 1), [0, 2, 1, 3], shape: [2, 1, 2]))
    #expect(try holds(x.transposed(0, 1).contiguous.reshaped(6), [0, 3, 1, 4, 2, 5]))
}

@Test func `parts are taken out`() throws {
    let x = counting(2, 4)
    #expect(try holds(x.narrowed(1, from: 1, count: 2), [1, 2, 5, 6], shape: [2, 2]))
    #expect(try holds(x.selected(0, 1), [4, 5, 6, 7], shape: [4]))
    #expect(try holds(x.selected(-1, -1), [3, 7], shape: [2]))
    let halves = x.chunked(2, dim: -1)
    #expect(halves.count == 2)
    #expect(try holds(halves[1], [2, 3, 6, 7], shape: [2, 2]))
    let thirds = counting(5).chunked(3, dim: 0)
    #expect(thirds.map(\.count) == [2, 2, 1])
}

@Test func `too few places give as many void chunks as were asked for`() throws {
    #expect(throws: TorchError.self) {
        try torch {
            let parts = counting(2).chunked(3, dim: 0)
            #expect(parts.count == 3)
            return parts[2]
        }
    }
}

@Test func `tensors are joined`() throws {
    let a = counting(1, 2)
    let b = a + 10.0
    #expect(try holds(Tensor.concatenated([a, b], dim: 0), [0, 1, 10, 11], shape: [2, 2]))
    #expect(
        try holds(Tensor.concatenated([a, b, a], dim: 1), [0, 1, 10, 11, 0, 1], shape: [1, 6]))
    #expect(try holds(Tensor.stacked([a, b]), [0, 1, 10, 11], shape: [2, 1, 2]))
    #expect(try holds(Tensor.stacked([a, b], dim: -1), [0, 10, 1, 11], shape: [1, 2, 2]))
}

@Test func `tensors are enlarged`() throws {
    let x = counting(2, 1)
    #expect(
        try holds(x.expanded([3, 2, 2]), [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1], shape: [3, 2, 2]))
    #expect(try holds(x.repeated(1, 3), [0, 0, 0, 1, 1, 1], shape: [2, 3]))
    let image = counting(1, 1, 1, 2)
    #expect(
        try holds(
            image.padded([0, 1, 0, 1], 9), [0, 1, 9, 9, 9, 9], shape: [1, 1, 2, 3]))
    #expect(try holds(image.padded([1, 0]), [0, 0, 1], shape: [1, 1, 1, 3]))
}

@Test func `rows are looked up`() throws {
    let table = counting(3, 2)
    let ids = Tensor([2, 0, 2, 1] as [Int32], shape: [2, 2])
    #expect(try holds(table.rows(ids), [4, 5, 0, 1, 4, 5, 2, 3], shape: [2, 2, 2]))
    #expect(error(of: table.rows(Tensor([3] as [Int], shape: [1]))) != nil)
}

@Test func `a tensor is assembled of blocks of rows`() throws {
    let x = counting(5, 2)
    var asked: [Range<Int>] = []
    let assembled = Tensor.assembled([5, 2], dtype: .float64, block: 2) { rows in
        asked.append(rows)
        return x.narrowed(0, from: rows.lowerBound, count: rows.count) * 2
    }
    #expect(asked == [0..<2, 2..<4, 4..<5])
    #expect(assembled.dtype == .float64)
    #expect(try holds(assembled, (0..<10).map { Float($0 * 2) }, shape: [5, 2]))
}

@Test func `blocks that do not fit make a void tensor`() {
    #expect(throws: TorchError.self) {
        try torch {
            Tensor.assembled([4, 2], dtype: .float32, block: 2) { _ in counting(3, 3) }
        }
    }
}
