/// How an image `[N, C, H, W]` is resampled.
public enum InterpolationMode: Hashable, Sendable {
    /// The sample at ⌊i · scale⌋, as in OpenCV.
    case nearest
    /// The sample whose centre is nearest, as in Pillow.
    case nearestExact
    /// Between the 2 × 2 nearest samples, linear.
    case bilinear
    /// Between the 4 × 4 nearest samples, cubic (Keys 1981; a = -0.75, with antialias -0.5).
    case bicubic
}

extension Tensor {
    /// The image `[N, C, H, W]` with every sample repeated in a square of `scale` × `scale`.
    public func upsampledNearest(_ scale: Int = 2) -> Tensor {
        interpolated(to: (dim(-2) * scale, dim(-1) * scale), mode: .nearest)
    }

    /// The image `[N, C, H, W]` at another size; corners are those of the outer samples' areas
    /// (`align_corners` false).
    ///
    /// - Parameters:
    ///   - size: the new height and width.
    ///   - antialias: whether the filter widens when the image shrinks; it has no meaning for the
    ///     nearest sample.
    public func interpolated(
        to size: (height: Int, width: Int), mode: InterpolationMode, antialias: Bool = false
    ) -> Tensor {
        let size = [size.height, size.width]
        switch (mode, antialias) {
        case (.nearest, _): return .call("aten::upsample_nearest2d", self, size, absent, absent)
        case (.nearestExact, _):
            return .call("aten::_upsample_nearest_exact2d", self, size, absent, absent)
        case (.bilinear, false):
            return .call("aten::upsample_bilinear2d", self, size, false, absent, absent)
        case (.bicubic, false):
            return .call("aten::upsample_bicubic2d", self, size, false, absent, absent)
        // On the CPU these two know no half precision.
        case (.bilinear, true):
            return Tensor.call(
                "aten::_upsample_bilinear2d_aa", to(.float32), size, false, absent, absent
            ).to(dtype)
        case (.bicubic, true):
            return Tensor.call(
                "aten::_upsample_bicubic2d_aa", to(.float32), size, false, absent, absent
            ).to(dtype)
        }
    }
}
