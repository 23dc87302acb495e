/// Floating-point elements in another type, rounded to the nearest, ties to even.
///
/// The elements need not be aligned. What is beyond a type's largest number becomes infinite.
enum FloatConversion {
    /// The types that elements are converted from. Scales of 8 bits and types below a byte are no
    /// numbers of their own and stay as they are.
    static let sources: Set<StoredType> = [
        .f64, .f32, .f16, .bf16, .f8E4M3, .f8E5M2, .f8E4M3FNUZ, .f8E5M2FNUZ,
    ]

    /// Converts elements. Every source type's numbers are doubles, so that each is rounded once.
    ///
    /// - Parameters:
    ///   - source: elements of a type of ``sources``.
    ///   - target: room for as many elements of the result.
    ///   - result: float32, float16 or bfloat16.
    /// - Returns: how many finite elements became infinite.
    static func convert(
        _ source: UnsafeRawBufferPointer, _ type: StoredType,
        into target: UnsafeMutableRawBufferPointer, _ result: StoredType
    ) -> Int {
        switch type {
        case .f64:
            unsafe convert(source, into: target, result) { Double(bitPattern: $0) }
        case .f32:
            unsafe convert(source, into: target, result) { Double(Float(bitPattern: $0)) }
        case .f16:
            unsafe convert(source, into: target, result) { Double(Float16(bitPattern: $0)) }
        case .bf16:
            unsafe convert(source, into: target, result) { (bits: UInt16) in
                Double(Float(bitPattern: UInt32(bits) << 16))
            }
        default:
            unsafe convert(source, into: target, result) {
                [values = Float8.values(of: type)] (bits: UInt8) in values[Int(bits)]
            }
        }
    }

    private static func convert<Bits: FixedWidthInteger & BitwiseCopyable>(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer,
        _ result: StoredType, _ number: (Bits) -> Double
    ) -> Int {
        switch result {
        case .f16:
            unsafe each(source, into: target, below: 65_520, number) { Float16($0).bitPattern }
        case .bf16:
            unsafe each(source, into: target, below: 0x1.FFp127, number, bfloat16)
        default:
            unsafe each(source, into: target, below: 0x1.FFFFFFp127, number) {
                Float($0).bitPattern
            }
        }
    }

    /// - Parameter limit: the least number that becomes infinite.
    private static func each<
        Bits: FixedWidthInteger & BitwiseCopyable, Result: FixedWidthInteger & BitwiseCopyable
    >(
        _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer,
        below limit: Double, _ number: (Bits) -> Double, _ result: (Double) -> Result
    ) -> Int {
        let (step, width) = (MemoryLayout<Bits>.size, MemoryLayout<Result>.size)
        var overflows = 0
        for index in 0..<source.count / step {
            let bits = unsafe source.loadUnaligned(fromByteOffset: index * step, as: Bits.self)
            let value = number(Bits(littleEndian: bits))
            if value.magnitude >= limit, value.isFinite { overflows += 1 }
            unsafe target.storeBytes(
                of: result(value).littleEndian, toByteOffset: index * width, as: Result.self)
        }
        return overflows
    }

    /// The bits of the nearest bfloat16.
    private static func bfloat16(_ value: Double) -> UInt16 {
        guard !value.isNaN else { return 0x7FC0 }
        // To the float beside it whose last bit is odd if it is none itself: rounding that again
        // gives what rounding once would (Boldo & Melquiond 2008).
        let nearest = Float(value)
        var bits = nearest.bitPattern
        if Double(nearest) != value {
            if Double(nearest).magnitude > value.magnitude { bits -= 1 }
            bits |= 1
        }
        return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
    }
}

/// The numbers of 8 bits.
enum Float8 {
    /// The number of each pattern of bits.
    static func values(of type: StoredType) -> [Double] {
        (0...UInt8.max).map { bits in
            switch type {
            case .f8E5M2: value(bits, mantissa: 2, bias: 15, special: .infinities)
            case .f8E4M3FNUZ: value(bits, mantissa: 3, bias: 8, special: .negativeZero)
            case .f8E5M2FNUZ: value(bits, mantissa: 2, bias: 16, special: .negativeZero)
            default: value(bits, mantissa: 3, bias: 7, special: .allOnes)
            }
        }
    }

    /// Which patterns are no numbers.
    private enum Special {
        /// The largest exponent, as IEEE 754 has it.
        case infinities
        /// All bits but the sign.
        case allOnes
        /// The sign alone.
        case negativeZero
    }

    private static func value(
        _ bits: UInt8, mantissa width: Int, bias: Int, special: Special
    ) -> Double {
        let magnitude = Int(bits & 0x7F)
        let (exponent, mantissa) = (magnitude >> width, magnitude & (1 << width - 1))
        switch special {
        case .infinities where exponent == 1 << (7 - width) - 1:
            guard mantissa == 0 else { return .nan }
            return bits < 0x80 ? .infinity : -.infinity
        case .allOnes where magnitude == 0x7F: return .nan
        case .negativeZero where bits == 0x80: return .nan
        default: break
        }
        let fraction = Double(exponent == 0 ? mantissa : mantissa + 1 << width)
        let value = Double(
            sign: .plus, exponent: max(exponent, 1) - bias - width, significand: fraction)
        return bits < 0x80 ? value : -value
    }
}
