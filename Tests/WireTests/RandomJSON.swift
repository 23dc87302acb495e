import Wire

/// Random numbers that are the same in every run (SplitMix64, Steele et al. 2014).
struct RepeatableRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

extension JSONValue {
    static func random(_ random: inout RepeatableRandom, depth: Int = 0) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 8 : 6), using: &random) {
        case 0: .null
        case 1: .bool(.random(using: &random))
        case 2: .integer(Int(bitPattern: UInt(random.next())))
        case 3: .integer(.random(in: -9...9, using: &random))
        case 4: .number(finite(&random))
        case 5: .string(text(&random))
        case 6:
            .array(
                (0..<Int.random(in: 0..<5, using: &random)).map { _ in
                    .random(&random, depth: depth + 1)
                })
        default:
            .object(
                JSONObject(
                    (0..<Int.random(in: 0..<12, using: &random)).map { _ in
                        (text(&random), .random(&random, depth: depth + 1))
                    }))
        }
    }

    private static func finite(_ random: inout RepeatableRandom) -> Double {
        let number = Double(bitPattern: random.next())
        return number.isFinite ? number : 0.5
    }

    private static func text(_ random: inout RepeatableRandom) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<20, using: &random) {
            let limit: UInt32 = [0x20, 0x80, 0x800, 0x10FFFF].randomElement(using: &random) ?? 0x80
            text.append(Unicode.Scalar(.random(in: 0...limit, using: &random)) ?? "\u{FFFD}")
        }
        return String(text)
    }
}
