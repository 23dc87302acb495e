import Testing
import Torch

/// Every operator on a small image, a sequence and weights, by name.
private let operators: [(String, @Sendable (Tensor) -> Tensor)] = [
    ("add", { $0 + $0 }), ("subtract", { $0 - 0.5 }), ("multiply", { $0 * $0 * 1.5 }),
    ("divide", { $0 / ($0 + 4.0) }), ("negate", { -$0 }), ("silu", { $0.silu }),
    ("sigmoid", { $0.sigmoid }),
    ("gelu", { $0.gelu }), ("quickGelu", { $0.quickGelu }), ("exp", { $0.exp }),
    ("log", { ($0 + 4.0).log }),
    ("sin", { $0.sin }), ("cos", { $0.cos }), ("sqrt", { ($0 + 4.0).sqrt }), ("tanh", { $0.tanh }),
    ("clamp", { $0.clamped(to: -0.25...0.75) }), ("softmax", { $0.softmax(-1) }),
    ("mean", { $0.mean(2, 3) }), ("pad", { $0.padded([1, 1, 1, 1], 0.5) }),
    ("sum", { $0.sum(2, 3) }), ("std", { $0.std(2, 3) }),
    ("amax", { $0.amax(2, 3) }), ("amin", { $0.amin(2, 3) }),
    ("quantile", { $0.quantile(0.7) }), ("abs", { $0.abs }),
    ("minimum", { $0.minimum($0.amin(1, keepingDims: true)) }),
    ("maximum", { $0.maximum($0.mean(1, keepingDims: true)) }),
    ("concatenate", { Tensor.concatenated([$0, $0], dim: 1) }),
    ("stack", { Tensor.stacked([$0, $0]) }),
    ("chunk", { $0.chunked(2, dim: 1)[1] }), ("repeat", { $0.repeated(1, 1, 2, 1) }),
    ("matmul", { $0.matmul($0.transposed(-1, -2)) }),
    ("linear", { $0.linear(weight(of: $0), weight(of: $0).selected(0, 1)) }),
    ("rows", { $0.reshaped(16, 4).rows(Tensor([3, 1] as [Int], shape: [2])) }),
    ("conv2d", { $0.conv2d($0.repeated(4, 1, 1, 1), weight(of: $0).selected(0, 0), padding: 1) }),
    (
        "groupNorm",
        { $0.groupNorm(2, weight(of: $0).selected(0, 0), weight(of: $0).selected(0, 1)) }
    ),
    ("layerNorm", { $0.layerNorm(weight(of: $0).selected(0, 0), weight(of: $0).selected(0, 1)) }),
    ("attention", { Tensor.attention($0, $0, $0) }),
    ("causal attention", { Tensor.attention($0, $0, $0, causal: true) }),
    ("nearest", { $0.upsampledNearest() }),
    ("nearest exact", { $0.interpolated(to: (3, 7), mode: .nearestExact) }),
    ("bilinear", { $0.interpolated(to: (3, 7), mode: .bilinear) }),
    ("bicubic", { $0.interpolated(to: (3, 7), mode: .bicubic) }),
    ("bilinear, antialias", { $0.interpolated(to: (3, 7), mode: .bilinear, antialias: true) }),
    ("bicubic, antialias", { $0.interpolated(to: (3, 7), mode: .bicubic, antialias: true) }),
]

/// A 4 × 4 matrix out of the image.
private func weight(of x: Tensor) -> Tensor { x.selected(0, 0).selected(0, 2) }

@Test(arguments: [DType.float16, .bfloat16], operators.map(\.0))
func `half precision does what float32 does`(dtype: DType, name: String) throws {
    let f = try #require(operators.first { $0.0 == name }?.1)
    // Sixteenths, which every type holds exactly.
    let values = (0..<64).map { Float(($0 * 37) % 32 - 16) / 16 }
    let x = Tensor(values, shape: [1, 4, 4, 4])
    let expected = try f(x).floats()
    let half = f(x.to(dtype))
    #expect(half.dtype == dtype)
    let got = try half.floats()
    #expect(got.count == expected.count)
    // Two roundings, to 11 or 8 bits, of the largest number on the way.
    let largest = expected.reduce(1) { max($0, abs($1)) }
    let tolerance = largest * (dtype == .float16 ? 1 / 512 : 1 / 64)
    #expect(zip(got, expected).allSatisfy { abs($0 - $1) <= tolerance })
}
