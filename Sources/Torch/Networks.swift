extension Tensor {
    /// The matrix product over the two innermost dimensions; outer ones are broadcast.
    public func matmul(_ other: Tensor) -> Tensor { .call("aten::matmul", self, other) }

    /// x · Wᵀ + b over the innermost dimension.
    ///
    /// - Parameters:
    ///   - weight: `[out, in]`.
    ///   - bias: `[out]`.
    public func linear(_ weight: Tensor, _ bias: Tensor? = nil) -> Tensor {
        .call("aten::linear", self, weight, bias)
    }

    /// A two-dimensional convolution (cross-correlation) of `[N, in, H, W]`.
    ///
    /// - Parameters:
    ///   - weight: `[out, in, kernel height, kernel width]`.
    ///   - bias: `[out]`.
    ///   - padding: zeros added on all four sides.
    public func conv2d(
        _ weight: Tensor, _ bias: Tensor? = nil, stride: Int = 1, padding: Int = 0
    ) -> Tensor {
        .call(
            "aten::conv2d", self, weight, bias, [stride, stride], [padding, padding], [1, 1], 1)
    }

    /// Group normalisation of `[N, C, …]` (Wu & He 2018): mean 0 and variance 1 in each of
    /// `groups` runs of channels, then `weight` and `bias` `[C]`.
    public func groupNorm(
        _ groups: Int, _ weight: Tensor? = nil, _ bias: Tensor? = nil, eps: Double = 1e-5
    ) -> Tensor {
        .call("aten::group_norm", self, groups, weight, bias, eps, true)
    }

    /// Layer normalisation over the innermost dimension `C` (Ba et al. 2016), then `weight` and
    /// `bias` `[C]`.
    public func layerNorm(
        _ weight: Tensor? = nil, _ bias: Tensor? = nil, eps: Double = 1e-5
    ) -> Tensor {
        .call("aten::layer_norm", self, [dim(-1)], weight, bias, eps, true)
    }

    /// softmax(q · kᵀ / √d) · v (Vaswani et al. 2017, equation 1), over `[…, tokens, d]`.
    ///
    /// - Parameter causal: whether a token sees only itself and those before it.
    public static func attention(
        _ q: Tensor, _ k: Tensor, _ v: Tensor, causal: Bool = false
    ) -> Tensor {
        call(
            "aten::scaled_dot_product_attention", q, k, v, absent, 0.0, causal, absent, false)
    }
}
