import Foundation
import Testing
import Torch

@Test func `matrices multiply and outer dimensions broadcast`() throws {
    let a = Tensor([1, 2, 3, 4], shape: [2, 2])
    let b = Tensor([5, 6, 7, 8], shape: [2, 2])
    #expect(try holds(a.matmul(b), [19, 22, 43, 50]))
    #expect(
        try holds(
            a.expanded([2, 2, 2]).matmul(b), [19, 22, 43, 50, 19, 22, 43, 50], shape: [2, 2, 2]))
}

@Test func `a linear map takes its bias or none`() throws {
    let weight = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
    let x = Tensor([1, 10], shape: [1, 1, 2])
    #expect(try holds(x.linear(weight), [21, 43, 65], shape: [1, 1, 3]))
    #expect(try holds(x.linear(weight, row([0.5, 0, -1])), [21.5, 43, 64]))
}

@Test func `a convolution has its bias, stride and padding`() throws {
    let image = Tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [1, 1, 3, 3])
    let corner = Tensor([1, 0, 0, 2], shape: [1, 1, 2, 2])
    #expect(try holds(image.conv2d(corner), [11, 14, 20, 23], shape: [1, 1, 2, 2]))
    #expect(try holds(image.conv2d(corner, row([0.5])), [11.5, 14.5, 20.5, 23.5]))
    let ones = Tensor.full([2, 1, 3, 3], 1)
    let strided = image.conv2d(ones, row([0, 100]), stride: 2, padding: 1)
    #expect(try holds(strided, [12, 16, 24, 28, 112, 116, 124, 128], shape: [1, 2, 2, 2]))
}

@Test func `groups are normalised each by itself`() throws {
    let x = Tensor([1, 3, 10, 30], shape: [1, 4, 1])
    let plain = x.groupNorm(2, eps: 0)
    #expect(try holds(plain, [-1, 1, -1, 1], shape: [1, 4, 1]))
    let scaled = x.groupNorm(2, row([1, 2, 3, 4]), row([0, 0, 1, 1]), eps: 0)
    #expect(try holds(scaled, [-1, 2, -2, 5]))
}

@Test func `layers are normalised over the innermost dimension`() throws {
    let x = Tensor([1, 3, 10, 30], shape: [2, 2])
    #expect(try holds(x.layerNorm(eps: 0), [-1, 1, -1, 1]))
    #expect(try holds(x.layerNorm(row([2, 3]), row([1, 0]), eps: 0), [-1, 3, -1, 3]))
    let eps = try x.layerNorm(eps: 3).floats()
    #expect(abs(eps[1] - 0.5) < 1e-6)
}

@Test func `attention weighs values by the likeness of query and key`() throws {
    // With d = 1 the weights of q = 1 are softmax of the keys.
    let q = Tensor([1, 1], shape: [1, 1, 2, 1])
    let k = Tensor([0, Float(log(3.0))], shape: [1, 1, 2, 1])
    let v = Tensor([4, 8], shape: [1, 1, 2, 1])
    #expect(try holds(Tensor.attention(q, k, v), [7, 7], shape: [1, 1, 2, 1]))
    #expect(try holds(Tensor.attention(q, k, v, causal: true), [4, 7]))
}

@Test func `attention divides by the root of the width`() throws {
    let q = Tensor.full([1, 1, 1, 4], 1)
    let k = Tensor.concatenated(
        [Tensor.zeros([1, 1, 1, 4]), Tensor.full([1, 1, 1, 4], log(3.0) / 2)], dim: 2)
    let v = Tensor([4, 8], shape: [1, 1, 2, 1]).expanded([1, 1, 2, 4])
    #expect(try holds(Tensor.attention(q, k, v), [7, 7, 7, 7]))
}
