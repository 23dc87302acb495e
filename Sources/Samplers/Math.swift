#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

// The platform's functions as members of their types, so that no other file asks where it runs.

extension Double {
    var exponential: Double { exp(self) }
    var exponentialMinusOne: Double { expm1(self) }
    var logarithm: Double { log(self) }
    var logarithmOfOnePlus: Double { log1p(self) }
    var sine: Double { sin(self) }
    var cosine: Double { cos(self) }
    var arcTangent: Double { atan(self) }
    /// ln Γ of a positive number.
    var logGamma: Double { lgamma(self) }

    func raised(to exponent: Double) -> Double { pow(self, exponent) }
}

extension Float {
    var exponential: Float { expf(self) }
    var logarithm: Float { logf(self) }
    var sine: Float { sinf(self) }
    var cosine: Float { cosf(self) }
    var tangent: Float { tanf(self) }
    var arcCosine: Float { acosf(self) }
    var arcTangent: Float { atanf(self) }

    func raised(to exponent: Float) -> Float { powf(self, exponent) }

    /// Evenly spaced values with both ends, rounded as float32 tensor libraries do: counted from
    /// the nearer end.
    static func linearSpace(from start: Float, to end: Float, count: Int) -> [Float] {
        guard count > 1 else { return count == 1 ? [start] : [] }
        let step = (end - start) / Float(count - 1)
        return (0..<count).map { i in
            i < count / 2 ? start + step * Float(i) : end - step * Float(count - 1 - i)
        }
    }
}
