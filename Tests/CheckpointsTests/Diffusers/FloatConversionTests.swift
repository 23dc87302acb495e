import Testing

@testable import Checkpoints

@Suite struct FloatConversionTests {
    private let results: [(name: String, type: StoredType)] = [
        ("f16", .f16), ("bf16", .bf16), ("f32", .f32),
    ]

    @Test(arguments: [
        "f64", "f32", "f16", "bf16", "f8e4m3", "f8e5m2", "f8e4m3fnuz", "f8e5m2fnuz",
    ])
    func `elements are rounded as torch rounds them`(source: String) throws {
        let file = try CheckpointFile(opening: DiffusersFixture.path("floats.safetensors"))
        let type = try #require(file.tensors[source]).type
        var compared = 0
        for result in results where file.tensors["\(source).\(result.name)"] != nil {
            let expected = try file.elements("\(source).\(result.name)")
            let got = try convert(file.elements(source), type, to: result.type)
            #expect(numbers(got, result.type) == numbers(expected, result.type), "\(result.name)")
            compared += 1
        }
        #expect(compared >= 2 || source == "f32")
    }

    /// The patterns of numbers; all that are none as one.
    private func numbers(_ bytes: [UInt8], _ type: StoredType) -> [UInt32] {
        switch type {
        case .f32:
            bytes.numbers { (bits: UInt32) in Float(bitPattern: bits).isNaN ? .max : bits }
        case .bf16:
            bytes.numbers { (bits: UInt16) in
                Float(bitPattern: UInt32(bits) << 16).isNaN ? .max : UInt32(bits)
            }
        default:
            bytes.numbers { (bits: UInt16) in
                Float16(bitPattern: bits).isNaN ? .max : UInt32(bits)
            }
        }
    }

    @Test(
        arguments: [
            // 1 + 2⁻⁸ is halfway between two bfloat16; a float cannot tell the neighbours from it.
            (1 + 0x1p-8, 0x3F80), (1 + 0x1p-8 + 0x1p-40, 0x3F81), (1 + 0x1p-8 - 0x1p-40, 0x3F80),
            (-1 - 0x1p-8 - 0x1p-40, 0xBF81), (1 + 0x3p-8, 0x3F82), (1 + 0x3p-8 - 0x1p-40, 0x3F81),
            (1e300, 0x7F80), (-1e300, 0xFF80), (0x1.FEp127, 0x7F7F), (1e-300, 0x0000),
            (-0.0, 0x8000),
            (.infinity, 0x7F80),
        ] as [(Double, UInt16)])
    func `a double is rounded to bfloat16 once`(value: Double, expected: UInt16) {
        let bytes = withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
        #expect(convert(bytes, .f64, to: .bf16).numbers { (bits: UInt16) in bits } == [expected])
    }

    @Test(arguments: [
        (StoredType.f16, Float(65_519.99), 0), (.f16, 65_520, 1), (.bf16, 0x1.FEp127, 0),
        (.bf16, 0x1.FFp127, 1), (.f16, .infinity, 0), (.f16, .nan, 0), (.f32, 3.4e38, 0),
    ])
    func `what becomes infinite is counted`(type: StoredType, value: Float, count: Int) {
        var target = [UInt8](repeating: 0, count: type.bits / 8)
        let overflows = withUnsafeBytes(of: value) { source in
            target.withUnsafeMutableBytes { room in
                FloatConversion.convert(source, .f32, into: room, type)
            }
        }
        #expect(overflows == count)
    }

    private func convert(_ bytes: [UInt8], _ type: StoredType, to result: StoredType) -> [UInt8] {
        var target = [UInt8](repeating: 0, count: bytes.count * 8 / type.bits * result.bits / 8)
        bytes.withUnsafeBytes { source in
            target.withUnsafeMutableBytes { room in
                _ = FloatConversion.convert(source, type, into: room, result)
            }
        }
        return target
    }
}
