// The compatibility mapping is public only in the full Foundation.
import Foundation

/// A text with the typographic accidents of copying mended, as ftfy 6 does, which web UIs run before
/// their CLIP tokenizers: curly quotes become straight, ligatures (`ﬁ`) letters, full-width and
/// half-width forms ordinary ones, C1 controls the characters of Windows-1252, and other control
/// characters are dropped.
///
/// What ftfy does beyond that is left undone: it guesses at wrongly decoded text, replaces HTML
/// entities and removes terminal escapes.
public func mendedPrompt(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard scalars.contains(where: { $0.value < 0x20 || $0.value >= 0x7f }) else { return text }
    var mended = String.UnicodeScalarView()
    for scalar in scalars { append(scalar, to: &mended) }
    return String(mended)
}

private func append(_ scalar: Unicode.Scalar, to text: inout String.UnicodeScalarView) {
    switch scalar.value {
    case 0x00...0x08, 0x0b, 0x0e...0x1f, 0x7f, 0x206a...0x206f, 0xfeff, 0xfff9...0xfffc:
        return
    case 0x80...0x9f:
        let meant = windows1252[Int(scalar.value - 0x80)]
        text.append(straightQuote(meant) ?? meant)
    case 0x3000:
        text.append(" ")
    case 0xff01...0xffef:
        text.append(contentsOf: ordinaryWidth(scalar))
    default:
        if let letters = ligatures[scalar] {
            text.append(contentsOf: letters.unicodeScalars)
        } else {
            text.append(straightQuote(scalar) ?? scalar)
        }
    }
}

private func straightQuote(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x02bc, 0x2018...0x201b: "'"
    case 0x201c...0x201f: "\""
    default: nil
    }
}

private func ordinaryWidth(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    String(scalar).precomposedStringWithCompatibilityMapping.unicodeScalars
}

/// What 0x80 to 0x9F mean in Windows-1252; the five that mean nothing stay.
private let windows1252 = Array(
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ".unicodeScalars)

private let ligatures: [Unicode.Scalar: String] = [
    "Ĳ": "IJ", "ĳ": "ij", "ŉ": "'n", "Ǳ": "DZ", "ǲ": "Dz", "ǳ": "dz", "Ǆ": "DŽ", "ǅ": "Dž",
    "ǆ": "dž", "Ǉ": "LJ", "ǈ": "Lj", "ǉ": "lj", "Ǌ": "NJ", "ǋ": "Nj", "ǌ": "nj", "ﬀ": "ff",
    "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ſt", "ﬆ": "st",
]
