import Testing
import Torch

@Test func `arithmetic works element by element`() throws {
    let a = row([1, 2, 3])
    let b = row([4, 8, -2])
    #expect(try holds(a + b, [5, 10, 1]))
    #expect(try holds(a - b, [-3, -6, 5]))
    #expect(try holds(a * b, [4, 16, -6]))
    #expect(try holds(a / b, [0.25, 0.25, -1.5]))
    #expect(try holds(-a, [-1, -2, -3]))
}

@Test func `numbers stand on either side`() throws {
    let a = row([1, 2, 4])
    #expect(try holds(a + 0.5, [1.5, 2.5, 4.5]))
    #expect(try holds(0.5 + a, [1.5, 2.5, 4.5]))
    #expect(try holds(a - 0.5, [0.5, 1.5, 3.5]))
    #expect(try holds(0.5 - a, [-0.5, -1.5, -3.5]))
    #expect(try holds(a * 3.0, [3, 6, 12]))
    #expect(try holds(3.0 * a, [3, 6, 12]))
    #expect(try holds(a / 2.0, [0.5, 1, 2]))
    #expect(try holds(2.0 / a, [2, 1, 0.5]))
}

@Test func `shapes are broadcast`() throws {
    let column = Tensor([10, 20], shape: [2, 1])
    #expect(try holds(column + row([1, 2, 3]), [11, 12, 13, 21, 22, 23], shape: [2, 3]))
    #expect(try holds(column * row([1, 2]), [10, 20, 20, 40], shape: [2, 2]))
}

@Test(arguments: [DType.float32, .float16, .bfloat16, .float64])
func `a number does not change the type of a tensor`(dtype: DType) throws {
    let x = row([1, 2]).to(dtype)
    let single = Tensor.full([], 2, dtype: dtype)
    for y in [x + 0.5, x - 0.5, x * 0.5, x / 0.5, 0.5 - x, 1.0 / x, single * 2.0, 2.0 / single] {
        #expect(y.dtype == dtype)
    }
    #expect(try holds(single * 2.0, [4], shape: []))
}

@Test func `a number makes whole numbers float32`() throws {
    let ids = Tensor([1, 2] as [Int], shape: [2])
    #expect((ids * 0.5).dtype == .float32)
    #expect(try holds(ids * 0.5, [0.5, 1]))
    #expect(try holds(ids / ids, [1, 1]))
}

@Test func `half precision computes with the unrounded number`() throws {
    let x = row([3]).to(.bfloat16)
    // 0.18215 rounds to 0.182617… in bfloat16, and 3 · 0.182617 to 0.546875; the product of the
    // unrounded number, 0.54645, is nearer to 0.546875 as well, but 200 · tells them apart.
    let y = try (row([201]).to(.bfloat16) * 0.18215).floats()
    #expect(y == [36.5])
    #expect(try (x * 0.18215).floats() == [0.546875])
}

@Test func `a multiple of a tensor is added`() throws {
    let (x, y) = (Tensor([1, 2, 3], shape: [3]), Tensor([10, 20, 30], shape: [3]))
    #expect(try holds(x.adding(y, times: -0.5), [-4, -8, -12]))
}
