import Foundation
import Testing
import Torch

@Test func `element-wise functions have their values`() throws {
    let x: [Float] = [-2, -0.5, 0.25, 1, 3]
    func each(_ f: (Double) -> Double) -> [Float] { x.map { Float(f(Double($0))) } }
    let t = row(x)
    #expect(try holds(t.silu, each { $0 / (1 + exp(-$0)) }))
    #expect(try holds(t.sigmoid, each { 1 / (1 + exp(-$0)) }))
    #expect(try holds(t.gelu, each { $0 * (1 + erf($0 / 2.squareRoot())) / 2 }))
    #expect(try holds(t.quickGelu, each { $0 / (1 + exp(-1.702 * $0)) }))
    #expect(try holds(t.exp, each(exp)))
    #expect(try holds(t.sin, each(sin)))
    #expect(try holds(t.cos, each(cos)))
    #expect(try holds(t.tanh, each(tanh)))
    #expect(try holds((t * t).log, each { log($0 * $0) }))
    #expect(try holds((t * t).sqrt, each { abs($0) }))
}

@Test func `values outside a range become its bounds`() throws {
    #expect(try holds(row([-3, -1, 0.5, 1, 7]).clamped(to: -1...1), [-1, -1, 0.5, 1, 1]))
}

@Test func `softmax sums to one along its dimension`() throws {
    let x = Tensor([0, Float(log(3.0)), 5, 5], shape: [2, 2])
    #expect(try holds(x.softmax(-1), [0.25, 0.75, 0.5, 0.5]))
    #expect(
        try holds(
            Tensor([0, 1, Float(log(3.0)), 1], shape: [2, 2]).softmax(0), [0.25, 0.5, 0.75, 0.5]))
}

@Test func `the mean is taken over some dimensions or all`() throws {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(try holds(x.mean(), [3.5], shape: []))
    #expect(try holds(x.mean(0), [2.5, 3.5, 4.5], shape: [3]))
    #expect(try holds(x.mean(-1, keepingDims: true), [2, 5], shape: [2, 1]))
    #expect(try holds(x.mean(0, 1), [3.5], shape: []))
}

@Test func `a tensor is finite only if every element is`() throws {
    #expect(try row([1, -2]).isFinite())
    #expect(try !row([1, .infinity]).isFinite())
    #expect(try !row([.nan, 1]).to(.float16).isFinite())
}
