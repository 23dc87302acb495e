extension PromptNote.Kind: CustomStringConvertible {
    /// How it was read and how to write it, in one sentence without a capital.
    public var description: String {
        switch self {
        case .notANumber, .nestedTooDeeply, .neverClosed, .neverOpened, .breakInsideBrackets:
            attention
        case .notEditing, .editingBesideStrays, .loneBar, .loneBackslash: editing
        case .partWeightNotANumber, .wholePromptWeighed, .andInsideBrackets, .emptyPart:
            composition
        case .network(let fault, let tag): fault.sentence(of: tag)
        }
    }

    private var attention: String {
        switch self {
        case .notANumber(let text):
            "the weight \":\(text)\" is not a number and was read as text;"
                + " a weight is written like (word:1.2)."
        case .nestedTooDeeply:
            "brackets nested deeper than \(AttentionPrompt.deepestNesting) were read as text."
        case .neverClosed(let bracket):
            "the bracket \(bracket) is never closed, so it acts up to the end;"
                + " for the character itself write \\\(bracket)."
        case .neverOpened(let bracket):
            "the bracket \(bracket) was never opened and was read as text;"
                + " for the character itself write \\\(bracket)."
        default:
            "BREAK inside brackets is an ordinary word; close the brackets before it."
        }
    }

    private var editing: String {
        switch self {
        case .notEditing(let text):
            "\(text) is no prompt editing and was read as text; that is written like"
                + " [from:to:0.5] or [to:10], with no colon in it but in (word:1.2)."
        case .editingBesideStrays:
            "this prompt editing is not done because stray brackets or colons stand right behind it;"
                + " put a space between them, or a backslash before them."
        case .loneBar:
            "a | that does not part the choices of [a|b], with balanced brackets and no colon in"
                + " them, switches off all prompt editing; for the character itself write \\|."
        default:
            "a backslash with nothing behind it on its line switches off all prompt editing;"
                + " for the character itself write \\\\."
        }
    }

    private var composition: String {
        switch self {
        case .partWeightNotANumber(let text):
            "the weight \":\(text)\" is not a number and was read as text;"
                + " a part is weighed like \"a cat :1.2 AND a dog\"."
        case .wholePromptWeighed(let text):
            "\":\(text)\" at the end weighs the whole prompt, as before AND;"
                + " for the characters themselves write a comma behind them."
        case .andInsideBrackets:
            "AND inside brackets cuts them apart, for it parts whole prompts;"
                + " close the brackets before it."
        default:
            "there is nothing on one side of AND, so the empty prompt is composed;"
                + " leave out this AND."
        }
    }
}

extension PromptNote.NetworkFault {
    fileprivate func sentence(of written: String) -> String {
        let tag = excerpt(written.unicodeScalars)
        return switch self {
        case .notANumber(let text):
            "the strength \"\(excerpt(text.unicodeScalars))\" is not a number, so \(tag) was"
                + " ignored;"
                + " a strength is written like <lora:name:0.8>."
        case .unnamed:
            "\(tag) names no LoRA and was ignored; it is written like <lora:name:0.8>."
        case .ignoredArgument(let argument):
            "\"\(excerpt(argument.unicodeScalars))\" in \(tag) has no meaning here and was"
                + " ignored;"
                + " a LoRA takes te= and unet=."
        case .hypernetwork:
            "hypernetworks are not supported, so \(tag) was ignored."
        case .unknownKind(let kind):
            "there is no kind of extra network \"\(excerpt(kind.unicodeScalars))\", so \(tag) was"
                + " left out;"
                + " LoRAs are asked for like <lora:name:0.8>."
        case .inNegativePrompt:
            "\(tag) was read as text, as every tag in a negative prompt;"
                + " ask for networks in the prompt."
        }
    }
}
