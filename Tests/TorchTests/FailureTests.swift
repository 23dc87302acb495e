import Testing

@testable import Torch

private let good = Tensor([1, 2, 3, 4], shape: [2, 2])
private let odd = Tensor([1, 2, 3], shape: [3, 1])

@Test func `a failure names the operator and the shapes`() throws {
    let error = #expect(throws: TorchError.self) { try torch { good.matmul(odd) } }
    guard case .failed(let name, let inputs, let message) = error else {
        Issue.record("\(String(describing: error))")
        return
    }
    #expect(name == "matmul")
    #expect(inputs == ["float32[2, 2]", "float32[3, 1]"])
    if try LibTorch.version < TorchVersion(2, 13, 0) {
        #expect(
            message == "libtorch \(try LibTorch.version) told the reason to the standard error only"
        )
    } else {
        #expect(message.contains("2x2 and 3x1"))
    }
    #expect(!message.contains("\n"))
    #expect(error?.description == "matmul failed on float32[2, 2], float32[3, 1]: \(message)")
}

@Test func `sums of the wrong shapes name themselves too`() {
    #expect(
        error(of: good + row([1, 2, 3]))?.description.hasPrefix(
            "add failed on float32[2, 2], float32[3]: ") == true)
    #expect(error(of: good - row([1, 2, 3]))?.description.hasPrefix("subtract failed on ") == true)
    #expect(
        error(of: good.padded([1]))?.description.hasPrefix("pad failed on float32[2, 2]: ") == true)
}

@Test func `after a failure every operator is void, and the first one is thrown`() throws {
    var last: Tensor?
    let error = #expect(throws: TorchError.self) {
        try torch {
            let void = good.matmul(odd)
            #expect(void.isVoid)
            let parts = (void.silu + 1.0).chunked(2, dim: 0)
            let joined = Tensor.concatenated(parts + [good], dim: 0)
            last = joined.linear(good, nil).groupNorm(2, good, void).reshaped(-1)
            _ = good.conv2d(odd)  // a second, later failure
        }
    }
    #expect(last?.isVoid == true)
    #expect(error?.description.hasPrefix("matmul") == true)
}

@Test func `a void tensor answers questions without trapping`() {
    let void = good.matmul(odd)
    #expect(void.shape == [])
    #expect(void.rank == 0)
    #expect(void.count == 0)
    #expect(void.dim(3) == 1)
    #expect(void.dtype == .float32)
    #expect(void.device == .cpu)
    #expect(void.chunked(3, dim: 0).count == 3)
    #expect(void.to(.bfloat16).isVoid)
    #expect(void.to(.float32).isVoid)
    #expect(void.upsampledNearest().isVoid)
    #expect((2.0 / void).isVoid)
}

@Test func `outside any scope the failure comes out on reading`() {
    let void = good.matmul(odd).silu
    #expect(throws: TorchError.self) { try void.floats() }
    #expect(throws: TorchError.self) { try void.ints() }
    #expect(throws: TorchError.self) { try void.isFinite() }
}

@Test func `a void tensor from outside fails the scope that uses it`() throws {
    let void = good.matmul(odd)
    let error = #expect(throws: TorchError.self) { try torch { void * 2.0 } }
    #expect(error?.description.hasPrefix("matmul") == true)
    try torch { _ = good * 2.0 }
}

@Test func `an inner scope keeps its failure from the outer one`() throws {
    let result = try torch {
        #expect(throws: TorchError.self) { try torch { good.matmul(odd) } }
        return good * 2.0
    }
    #expect(try holds(result, [2, 4, 6, 8]))
}

@Test func `an outer scope keeps its failure across an inner one`() {
    let error = #expect(throws: TorchError.self) {
        try torch {
            _ = good.matmul(odd)
            let fine = try torch { good + good }
            #expect(!fine.isVoid)
        }
    }
    #expect(error?.description.hasPrefix("matmul") == true)
}

@Test func `an outer scope goes on after an inner one`() {
    #expect(throws: TorchError.self) {
        try torch {
            try torch { _ = good + good }
            _ = good.matmul(odd)
        }
    }
}

@Test func `the body's own error comes out, unless a failure was before it`() {
    struct Own: Error {}
    #expect(throws: Own.self) { try torch { throw Own() } }
    #expect(throws: TorchError.self) {
        try torch {
            _ = good.matmul(odd)
            throw Own()
        }
    }
}

@Test func `a dimension that does not exist is a failure, not a trap`() {
    #expect(throws: TorchError.self) { try torch { good.dim(2) } }
    #expect(throws: TorchError.self) { try torch { good.dim(-3) } }
    #expect(throws: Never.self) { try torch { good.dim(-2) } }
}

@Test func `wrong arguments fail and do not trap`() {
    for tensor in [
        good.reshaped(3, 3), good.reshaped(-5), good.permuted(0), good.transposed(0, 5),
        good.narrowed(0, from: 1, count: 9), good.selected(0, 2), good.unsqueezed(9),
        good.expanded([3, 3]), good.groupNorm(3), good.softmax(4), good.mean(7),
        good.layerNorm(row([1, 2, 3])), good.repeated(2), good.flattened(from: 3),
        Tensor.concatenated([], dim: 0), Tensor.zeros([-1]),
        good.interpolated(to: (0, 0), mode: .bilinear), good.rows(good),
        Tensor.attention(good, odd, good), good.to(Device(kind: .mps)),
    ] {
        #expect(error(of: tensor) != nil)
    }
}
