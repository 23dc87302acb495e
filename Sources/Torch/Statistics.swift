extension Tensor {
    /// The sum over the given dimensions, or over all if none is given.
    ///
    /// - Parameter keepingDims: whether the dimensions stay, with size 1.
    public func sum(_ dims: Int..., keepingDims: Bool = false) -> Tensor {
        .call(
            "aten::sum", overload: "dim_IntList", self, dims.isEmpty ? nil : dims, keepingDims,
            absent)
    }

    /// The standard deviation of a sample, by one less than its size, over the given dimensions, or
    /// over all if none is given.
    ///
    /// - Parameter keepingDims: whether the dimensions stay, with size 1.
    public func std(_ dims: Int..., keepingDims: Bool = false) -> Tensor {
        .call("aten::std", overload: "dim", self, dims.isEmpty ? nil : dims, true, keepingDims)
    }

    /// The greatest element over the given dimensions, or over all if none is given.
    ///
    /// - Parameter keepingDims: whether the dimensions stay, with size 1.
    public func amax(_ dims: Int..., keepingDims: Bool = false) -> Tensor {
        .call("aten::amax", self, dims, keepingDims)
    }

    /// The least element over the given dimensions, or over all if none is given.
    ///
    /// - Parameter keepingDims: whether the dimensions stay, with size 1.
    public func amin(_ dims: Int..., keepingDims: Bool = false) -> Tensor {
        .call("aten::amin", self, dims, keepingDims)
    }

    /// The value below which a share of the elements along the innermost dimension lies, between two
    /// elements by a straight line; the dimension stays, with size 1.
    ///
    /// - Parameter share: 0 gives the least element, 1 the greatest.
    public func quantile(_ share: Double) -> Tensor {
        if share >= 1 { return amax(-1, keepingDims: true) }
        let last = dim(-1) - 1
        let place = max(share, 0) * Double(last)
        let below = Int(place)
        // `msort` is the one sort that gives a single tensor; it goes along the outermost dimension.
        let sorted = Tensor.call("aten::msort", transposed(0, -1)).transposed(0, -1)
        let low = sorted.narrowed(-1, from: below, count: 1)
        let high = sorted.narrowed(-1, from: min(below + 1, last), count: 1)
        return low + (high - low) * (place - Double(below))
    }
}
