import Testing
import Torch

@Suite struct StatisticsTests {
    private let x = Tensor([3, -1, 4, 1, -5, 9], shape: [2, 3])

    @Test func `sums are taken over some dimensions or all`() throws {
        #expect(try holds(x.sum(), [11], shape: []))
        #expect(try holds(x.sum(0), [4, -6, 13], shape: [3]))
        #expect(try holds(x.sum(-1, keepingDims: true), [6, 5], shape: [2, 1]))
        #expect(try holds(x.sum(0, 1), [11], shape: []))
    }

    @Test func `the deviation is that of a sample`() throws {
        #expect(try holds(x.std(-1), [Float(7.0).squareRoot(), 7.0237691], shape: [2]))
        #expect(try holds(row([1, 3]).std(), [Float(2).squareRoot()], shape: []))
        #expect(try holds(x.std(0, 1, keepingDims: true), [4.7504386], shape: [1, 1]))
    }

    @Test func `extremes are found over some dimensions or all`() throws {
        #expect(try holds(x.amax(), [9], shape: []))
        #expect(try holds(x.amin(), [-5], shape: []))
        #expect(try holds(x.amax(-1, keepingDims: true), [4, 9], shape: [2, 1]))
        #expect(try holds(x.amin(0), [1, -5, 4], shape: [3]))
    }

    @Test(
        arguments: [
            (0.0, [-1, -5]), (0.25, [1, -2]), (0.5, [3, 1]), (0.6, [3.2, 2.6]), (1, [4, 9]),
        ] as [(Double, [Float])])
    func `a quantile lies on the line between two elements`(
        share: Double, expected: [Float]
    ) throws {
        #expect(try holds(x.quantile(share), expected, shape: [2, 1]))
        #expect(try holds(x.reshaped(2, 1, 3).quantile(share), expected, shape: [2, 1, 1]))
    }

    @Test func `the quantile of one element is the element`() throws {
        #expect(try holds(row([7]).quantile(0.3), [7], shape: [1]))
    }

    @Test func `elements are compared two by two`() throws {
        #expect(try holds(x.abs, [3, 1, 4, 1, 5, 9]))
        #expect(try holds(x.minimum(Tensor.full([], 1)), [1, -1, 1, 1, -5, 1]))
        #expect(try holds(x.maximum(row([0, 2, 5])), [3, 2, 5, 1, 2, 9], shape: [2, 3]))
    }
}
