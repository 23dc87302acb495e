extension StyleFile {
    /// A prompt and a negative prompt that styles were put around, and what they were before.
    public struct Extraction: Sendable, Equatable {
        /// The names of the styles, in the order in which they were applied.
        public let names: [String]
        /// The prompt without them.
        public let prompt: String
        /// The negative prompt without them.
        public let negativePrompt: String
    }

    /// Finds the styles in pasted prompts, as the web UI does: of those whose both texts are there the
    /// first in the file is taken off, until there is none. Each is found once at most.
    public func extraction(prompt: String, negativePrompt: String) -> Extraction {
        var positive = Array(prompt.unicodeScalars)[...]
        var negative = Array(negativePrompt.unicodeScalars)[...]
        var candidates = styles.filter { !$0.prompt.isEmpty || !$0.negativePrompt.isEmpty }
            .compactMap(StyleWrapping.init)
        var names: [String] = []
        while let place = candidates.firstIndex(where: {
            $0.prompt.fits(positive) && $0.negativePrompt.fits(negative)
        }) {
            let found = candidates.remove(at: place)
            positive = found.prompt.unwrapped(positive)
            negative = found.negativePrompt.unwrapped(negative)
            names.append(found.name)
        }
        return Extraction(
            names: names.reversed(), prompt: String(positive), negativePrompt: String(negative))
    }
}

/// What a style puts around both prompts.
private struct StyleWrapping {
    /// What a style puts before and behind a prompt.
    struct Ends {
        let before: [Unicode.Scalar]
        let behind: [Unicode.Scalar]
        /// Whether it is put behind a comma.
        let follows: Bool

        /// `nil` for a text that holds the prompt more than once.
        init?(_ style: String) {
            let pieces = style.unicodeScalars.pieces(around: Style.placeholder)
                .map { Array($0.unicodeScalars) }
            guard pieces.count <= 2 else { return nil }
            before = pieces.count == 2 ? pieces[0] : []
            behind = pieces[pieces.count - 1]
            follows = pieces.count == 1
        }

        func fits(_ prompt: ArraySlice<Unicode.Scalar>) -> Bool {
            prompt.count >= before.count + behind.count && prompt.starts(with: before)
                && prompt.suffix(behind.count).elementsEqual(behind)
        }

        func unwrapped(_ prompt: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
            let inner = prompt.dropFirst(before.count).dropLast(behind.count)
            let hasComma = follows && inner.suffix(2).elementsEqual([",", " "])
            return hasComma ? inner.dropLast(2) : inner
        }
    }

    let name: String
    let prompt: Ends
    let negativePrompt: Ends

    init?(_ style: Style) {
        guard let prompt = Ends(style.prompt), let negative = Ends(style.negativePrompt) else {
            return nil
        }
        name = style.name
        self.prompt = prompt
        negativePrompt = negative
    }
}
