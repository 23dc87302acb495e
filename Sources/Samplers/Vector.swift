/// What a sampler integrates: sums, differences and multiples are all it needs to know.
public protocol Vector {
    /// The sum, element by element.
    static func + (a: Self, b: Self) -> Self
    /// The difference, element by element.
    static func - (a: Self, b: Self) -> Self
    /// Every element times a number.
    static func * (a: Self, scale: Double) -> Self
}

extension Double: Vector {}
