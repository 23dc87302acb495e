import Testing
import Torch

@Test(arguments: DType.allCases)
func `small whole numbers survive every type`(dtype: DType) throws {
    // float8 E8M0 has powers of two alone, and no zero.
    let values: [Float] =
        switch dtype {
        case .bool: [0, 1, 1]
        case .float8E8M0: [1, 2, 4]
        default: [0, 1, 3]
        }
    let x = row(values).to(dtype)
    #expect(x.dtype == dtype)
    #expect(try x.floats() == values)
    #expect(try x.ints() == values.map { Int($0) })
    #expect(Tensor.full([2], 1, dtype: dtype).dtype == dtype)
    #expect(try Tensor.full([2], 1, dtype: dtype).ints() == [1, 1])
}

@Test func `floats are rounded to half precision`() throws {
    #expect(try row([1.001]).to(.bfloat16).floats() == [1])
    #expect(try row([1.001]).to(.float16).floats() == [1.0009765625])
    #expect(try row([70000]).to(.float16).floats() == [.infinity])
    #expect(try row([1.3]).to(.float8E4M3).floats() == [1.25])
    #expect(try row([1.3]).to(.float8E5M2).floats() == [1.25])
}

@Test func `whole numbers are cut, not rounded`() throws {
    #expect(try row([-1.7, 1.7]).ints() == [-1, 1])
}

@Test func `literals are floats and arrays of integers are int64`() throws {
    #expect(Tensor([1, 2], shape: [2]).dtype == .float32)
    let ids: [Int32] = [1, -2]
    #expect(Tensor(ids, shape: [2]).dtype == .int64)
    #expect(try Tensor(ids, shape: [2]).ints() == [1, -2])
    #expect(try Tensor.arange(4).ints() == [0, 1, 2, 3])
    #expect(try Tensor.arange(0).ints() == [])
}

@Test func `numbers that do not fill the shape are refused`() {
    for tensor in [
        Tensor([1, 2, 3], shape: [2, 2]), Tensor([1], shape: [-1]), Tensor([], shape: [1]),
        Tensor([1], shape: [.max, .max]), Tensor([1, 2] as [Int], shape: [3]),
    ] {
        #expect(error(of: tensor)?.description.contains("do not fill the shape") == true)
    }
}

@Test func `an empty tensor has a shape and no elements`() throws {
    let empty = Tensor([], shape: [0, 3])
    #expect(empty.shape == [0, 3])
    #expect(try empty.floats() == [])
}

@Test func `a tensor is on the CPU unless told otherwise`() {
    #expect(row([1]).device == .cpu)
    #expect(row([1]).to(.cpu).device == .cpu)
}
