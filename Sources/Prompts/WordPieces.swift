/// A part of a text that is encoded by itself.
enum WordPiece: Equatable {
    case startOfText, endOfText
    case word(ArraySlice<Unicode.Scalar>)
}

/// The pieces of a normalised text: the two framing tokens where they are spelt out; between them
/// English contractions, runs of letters, single digits, and runs of everything else but white
/// space, as the expression
/// `'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+` finds them.
func pieces(of text: [Unicode.Scalar]) -> [WordPiece] {
    var pieces: [WordPiece] = []
    var rest = text[...]
    while let first = rest.first {
        if first == "<", let (piece, count) = framingToken(rest) {
            pieces.append(piece)
            rest = rest.dropFirst(count)
            continue
        }
        let count = wordLength(rest)
        if count > 0 { pieces.append(.word(rest.prefix(count))) }
        rest = rest.dropFirst(max(count, 1))
    }
    return pieces
}

private let framingTokens: [(piece: WordPiece, spelling: [Unicode.Scalar])] = [
    (.startOfText, Array("<|startoftext|>".unicodeScalars)),
    (.endOfText, Array("<|endoftext|>".unicodeScalars)),
]

private let contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"]
    .map { Array($0.unicodeScalars) }

private func framingToken(_ text: ArraySlice<Unicode.Scalar>) -> (WordPiece, count: Int)? {
    framingTokens.first { text.starts(with: $0.spelling) }.map { ($0.piece, $0.spelling.count) }
}

/// The length of the word that `text` begins with; 0 if it begins with white space.
private func wordLength(_ text: ArraySlice<Unicode.Scalar>) -> Int {
    guard let first = text.first else { return 0 }
    if first == "'", let contraction = contractions.first(where: text.starts(with:)) {
        return contraction.count
    }
    switch CharacterClass(first) {
    case .space: return 0
    case .number: return 1
    case .letter: return text.prefix { CharacterClass($0) == .letter }.count
    case .other:
        let end = text.indices.first { index in
            CharacterClass(text[index]) != .other
                || text[index] == "<" && framingToken(text[index...]) != nil
        }
        return (end ?? text.endIndex) - text.startIndex
    }
}

/// What the tokenizer's expression tells apart, by Unicode's general category.
enum CharacterClass {
    case letter, number, space, other

    init(_ scalar: Unicode.Scalar) {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            self = .letter
        case .decimalNumber, .letterNumber, .otherNumber:
            self = .number
        default:
            self = scalar.properties.isWhitespace ? .space : .other
        }
    }
}
