public import Torch

/// Multi-head attention (Vaswani et al. 2017, §3.2.2).
public struct Attention: Sendable {
    private let query: Linear
    private let key: Linear
    private let value: Linear
    private let output: Linear
    private let heads: Int

    /// Attention with these projections; `heads` divides the queries' channels.
    public init(query: Linear, key: Linear, value: Linear, output: Linear, heads: Int) {
        self.query = query
        self.key = key
        self.value = value
        self.output = output
        self.heads = heads
    }

    /// What each position of `x` takes from `context`.
    ///
    /// - Parameters:
    ///   - x: `[batch, positions, channels]`.
    ///   - context: `[batch, positions, channels]`; `nil` is `x` itself.
    ///   - causal: whether a position sees only itself and those before it.
    ///   - queries: what the queries, of `x`'s positions, are made before they are compared.
    public func callAsFunction(
        _ x: Tensor, to context: Tensor? = nil, causal: Bool = false,
        asking queries: (Tensor) -> Tensor = { $0 }
    ) -> Tensor {
        let context = context ?? x
        let mixed = Tensor.attention(
            split(queries(query(x))), split(key(context)), split(value(context)), causal: causal)
        return output(mixed.transposed(1, 2).flattened(from: 2))
    }

    /// What each position of `x` would take if it saw only itself.
    public func ownValues(_ x: Tensor) -> Tensor { output(value(x)) }

    /// `[batch, positions, heads × d]` as `[batch, heads, positions, d]`.
    private func split(_ x: Tensor) -> Tensor {
        x.reshaped(x.dim(0), x.dim(1), heads, -1).transposed(1, 2)
    }
}
