extension Tensor {
    /// The elements as another type; the tensor itself if it has that type.
    public func to(_ dtype: DType) -> Tensor {
        self.dtype == dtype && !isVoid
            ? self : .call("aten::to", overload: "dtype", self, dtype, false, false, absent)
    }

    /// The elements on another device; the tensor itself if it is there.
    public func to(_ device: Device) -> Tensor {
        self.device == device && !isVoid
            ? self
            : .call("aten::to", overload: "device", self, device, dtype, false, false, absent)
    }
}
