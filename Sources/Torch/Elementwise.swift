extension Tensor {
    /// x · σ(x), "swish" (Elfwing et al. 2017).
    public var silu: Tensor { .call("aten::silu", self) }

    /// σ(x) = 1 / (1 + e⁻ˣ).
    public var sigmoid: Tensor { .call("aten::sigmoid", self) }

    /// x · Φ(x) by the error function, exact (Hendrycks & Gimpel 2016).
    public var gelu: Tensor { .call("aten::gelu", self, StaticString("none")) }

    /// x · σ(1.702 x), the approximation of GELU that CLIP was trained with.
    public var quickGelu: Tensor { self * (self * 1.702).sigmoid }

    /// eˣ.
    public var exp: Tensor { .call("aten::exp", self) }

    /// The natural logarithm.
    public var log: Tensor { .call("aten::log", self) }

    /// The sine of radians.
    public var sin: Tensor { .call("aten::sin", self) }

    /// The cosine of radians.
    public var cos: Tensor { .call("aten::cos", self) }

    /// The square root.
    public var sqrt: Tensor { .call("aten::sqrt", self) }

    /// The hyperbolic tangent.
    public var tanh: Tensor { .call("aten::tanh", self) }

    /// The elements without their signs.
    public var abs: Tensor { .call("aten::abs", self) }

    /// The lesser of each two elements; shapes are broadcast.
    public func minimum(_ other: Tensor) -> Tensor { .call("aten::minimum", self, other) }

    /// The greater of each two elements; shapes are broadcast.
    public func maximum(_ other: Tensor) -> Tensor { .call("aten::maximum", self, other) }

    /// The elements, with those outside the range replaced by the bound they passed.
    public func clamped(to range: ClosedRange<Double>) -> Tensor {
        let dtype = dtype
        let device = device
        return .call(
            "aten::clamp", overload: "Tensor", self,
            Optional(Tensor.full([], range.lowerBound, dtype: dtype, device: device)),
            Optional(Tensor.full([], range.upperBound, dtype: dtype, device: device)))
    }

    /// eˣ along one dimension, divided by its sum there.
    public func softmax(_ dim: Int) -> Tensor {
        .call("aten::softmax", overload: "int", self, dim, absent)
    }

    /// The mean over the given dimensions, or over all if none is given.
    ///
    /// - Parameter keepingDims: whether the dimensions stay, with size 1.
    public func mean(_ dims: Int..., keepingDims: Bool = false) -> Tensor {
        .call("aten::mean", overload: "dim", self, dims.isEmpty ? nil : dims, keepingDims, absent)
    }
}
