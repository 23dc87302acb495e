extension Tensor {
    /// The elements in another shape; one size may be -1, which stands for what is left.
    public func reshaped(_ dims: Int...) -> Tensor { reshaped(dims) }

    /// The elements in another shape; one size may be -1, which stands for what is left.
    public func reshaped(_ dims: [Int]) -> Tensor { .call("aten::reshape", self, dims) }

    /// The dimensions in another order: `permuted(0, 2, 3, 1)` takes NCHW to NHWC.
    public func permuted(_ dims: Int...) -> Tensor { .call("aten::permute", self, dims) }

    /// Two dimensions exchanged.
    public func transposed(_ a: Int, _ b: Int) -> Tensor {
        .call("aten::transpose", overload: "int", self, a, b)
    }

    /// The dimensions between two, both included, made one.
    public func flattened(from first: Int, to last: Int = -1) -> Tensor {
        .call("aten::flatten", overload: "using_ints", self, first, last)
    }

    /// New dimensions of size 1, each put in where it says, one after the other.
    public func unsqueezed(_ dims: Int...) -> Tensor {
        dims.reduce(self) { .call("aten::unsqueeze", $0, $1) }
    }

    /// Without that dimension, if its size is 1.
    public func squeezed(_ dim: Int) -> Tensor {
        .call("aten::squeeze", overload: "dim", self, dim)
    }

    /// Dimensions of size 1 stretched to the given sizes without a copy; -1 leaves a size alone.
    public func expanded(_ dims: [Int]) -> Tensor { .call("aten::expand", self, dims, false) }

    /// `count` places of one dimension, beginning at `start`.
    public func narrowed(_ dim: Int, from start: Int, count: Int) -> Tensor {
        .call("aten::narrow", self, dim, start, count)
    }

    /// One place of a dimension, which goes away.
    public func selected(_ dim: Int, _ index: Int) -> Tensor {
        .call("aten::select", overload: "int", self, dim, index)
    }

    /// `n` parts of a dimension, equal but for a smaller last one.
    ///
    /// There are always `n` of them: void ones if the dimension has too few places for that.
    public func chunked(_ n: Int, dim: Int) -> [Tensor] {
        do throws(Failure) {
            let parts = try Tensor.callForList("aten::chunk", self, n, dim)
            if parts.count == n { return parts }
            let message = "dimension \(dim) gives \(parts.count) parts, not \(n)"
            return Array(repeating: Tensor(failing: "chunk", on: [self], message), count: n)
        } catch {
            return Array(repeating: Tensor(error), count: max(n, 0))
        }
    }

    /// The tensors one after the other along an existing dimension.
    public static func concatenated(_ tensors: [Tensor], dim: Int) -> Tensor {
        call("aten::cat", tensors, dim)
    }

    /// The tensors, all of one shape, along a new dimension.
    public static func stacked(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
        call("aten::stack", tensors, dim)
    }

    /// The same elements, in row-major order in memory.
    public var contiguous: Tensor { .call("aten::contiguous", self, MemoryFormat.contiguous) }

    /// The tensor set side by side with itself, so many times in each dimension.
    public func repeated(_ times: Int...) -> Tensor { .call("aten::repeat", self, times) }

    /// A border of one value around the innermost dimensions.
    ///
    /// - Parameter pads: places before and after the innermost dimension, then the next one
    ///   outwards: `[left, right, top, bottom]` for an image. Negative numbers cut off.
    public func padded(_ pads: [Int], _ value: Double = 0) -> Tensor {
        .made("pad", of: self) { symbols, result in
            guard let handle else { return 1 }
            var value = value
            return unsafe symbols.pad(
                handle.pointer, pads.map(Int64.init), Int64(pads.count), "constant", &value,
                &result.pointer)
        }
    }

    /// The rows of this table `[N, C]` that the numbers name: `ids` of any shape gives
    /// `ids.shape + [C]`.
    public func rows(_ ids: Tensor) -> Tensor {
        .call("aten::embedding", self, ids, -1, false, false)
    }
}
