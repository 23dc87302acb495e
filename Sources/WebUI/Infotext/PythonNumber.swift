/// Numbers as Python's `str` prints them, which is how they stand in infotexts.
public enum PythonNumber {
    /// A floating-point number: the shortest digits that read back as the same number, always with
    /// a decimal point or an exponent (`7.0`, `0.7`, `1e-05`).
    ///
    /// Swift finds the same digits, but turns to exponents at other magnitudes; Python's are below
    /// 10⁻⁴ and from 10¹⁶.
    public static func text(_ number: Double) -> String {
        guard number.isFinite else { return number.isNaN ? "nan" : number < 0 ? "-inf" : "inf" }
        let sign = number.sign == .minus ? "-" : ""
        let (digits, point) = decimal(number.magnitude)
        guard (-3...16).contains(point) else {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return sign + digits.prefix(1) + fraction + exponent(point - 1)
        }
        if point <= 0 { return sign + "0." + zeros(-point) + digits }
        let whole = digits.prefix(point) + zeros(point - digits.count)
        let fraction = digits.dropFirst(point)
        return sign + whole + "." + (fraction.isEmpty ? "0" : fraction)
    }

    /// Significant digits `d₁d₂…` and the place of the point, for a number `0.d₁d₂… × 10^point`.
    private static func decimal(_ magnitude: Double) -> (digits: String, point: Int) {
        guard magnitude != 0 else { return ("0", 1) }
        let parts = magnitude.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let shift = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let all = mantissa.joined()
        let digits = all.drop { $0 == "0" }
        let point = mantissa[0].count + shift - (all.count - digits.count)
        let significant = digits.reversed().drop { $0 == "0" }.reversed()
        return (String(significant), point)
    }

    private static func exponent(_ value: Int) -> String {
        let size = String(value.magnitude)
        return "e" + (value < 0 ? "-" : "+") + zeros(2 - size.count) + size
    }

    private static func zeros(_ count: Int) -> String {
        String(repeating: "0", count: max(0, count))
    }
}
