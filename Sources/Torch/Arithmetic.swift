extension Tensor {
    /// The sums of elements; shapes are broadcast, types promoted.
    public static func + (left: Tensor, right: Tensor) -> Tensor {
        left.minus(right, times: -1, named: "add")
    }

    /// The differences of elements; shapes are broadcast, types promoted.
    public static func - (left: Tensor, right: Tensor) -> Tensor {
        left.minus(right, times: 1, named: "subtract")
    }

    /// The products of elements; shapes are broadcast, types promoted.
    public static func * (left: Tensor, right: Tensor) -> Tensor {
        call("aten::mul", overload: "Tensor", left, right)
    }

    /// The quotients of elements; shapes are broadcast, types promoted, whole numbers to float32.
    public static func / (left: Tensor, right: Tensor) -> Tensor {
        call("aten::div", overload: "Tensor", left, right)
    }

    /// Each element plus a number.
    ///
    /// As in every operator with a number, the tensor's floating point type stays; whole numbers
    /// become float32.
    public static func + (left: Tensor, right: Double) -> Tensor { left + left.scalar(right) }

    /// A number plus each element.
    public static func + (left: Double, right: Tensor) -> Tensor { right.scalar(left) + right }

    /// Each element minus a number.
    public static func - (left: Tensor, right: Double) -> Tensor { left - left.scalar(right) }

    /// A number minus each element.
    public static func - (left: Double, right: Tensor) -> Tensor { right.scalar(left) - right }

    /// Each element times a number.
    public static func * (left: Tensor, right: Double) -> Tensor { left * left.scalar(right) }

    /// A number times each element.
    public static func * (left: Double, right: Tensor) -> Tensor { right.scalar(left) * right }

    /// Each element divided by a number.
    public static func / (left: Tensor, right: Double) -> Tensor { left / left.scalar(right) }

    /// A number divided by each element.
    public static func / (left: Double, right: Tensor) -> Tensor { right.scalar(left) / right }

    /// The elements with their signs turned.
    public static prefix func - (tensor: Tensor) -> Tensor { call("aten::neg", tensor) }

    /// The sums of elements and `factor` times those of another tensor, in one operator; shapes are
    /// broadcast, types promoted.
    public func adding(_ other: Tensor, times factor: Double) -> Tensor {
        minus(other, times: -factor, named: "add")
    }

    /// `self - factor · other`. The only sum of libtorch's ABI that works on every device: the
    /// dispatcher cannot convert the factor, which is a `Scalar`.
    private func minus(_ other: Tensor, times factor: Double, named name: String) -> Tensor {
        Tensor.made(name, of: self, other) { symbols, result in
            guard let left = handle, let right = other.handle else { return 1 }
            return unsafe symbols.subtract(left.pointer, right.pointer, factor, &result.pointer)
        }
    }

    /// The number as a tensor without dimensions, which does not change this tensor's type when
    /// the two are combined. It lies on the CPU, where every device takes single numbers from.
    ///
    /// A half precision tensor gets it as float64, since it computes with the number unrounded.
    private func scalar(_ value: Double) -> Tensor {
        let dtype = dtype
        if rank == 0 {
            return .full([], value, dtype: dtype.isFloatingPoint ? dtype : .float32)
        }
        return Tensor.made("scalar", of: self) { symbols, result in
            dtype == .float32 || !dtype.isFloatingPoint
                ? unsafe symbols.scalarFloat(Float(value), &result.pointer)
                : unsafe symbols.scalarDouble(value, &result.pointer)
        }
    }
}
