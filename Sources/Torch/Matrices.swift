extension Tensor {
    /// The inverses of square matrices `[…, n, n]`; void if one has none.
    public var inverse: Tensor { .call("aten::inverse", self) }
}
