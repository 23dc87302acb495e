import WebUI
import Wire

/// The prompts of a body as columns of a table that has a row for each.
struct PromptColumns {
    let prompt: [String]
    let negative: [String]
    let hires: [String]
    let hiresNegative: [String]
    /// Whether any of them was given as a list.
    let isList: Bool

    /// The rows.
    var count: Int { prompt.count }

    /// - Throws: `WireError` for lists of different lengths.
    init(_ common: GenerationFields, _ second: HiresFields?) throws(WireError) {
        let columns: [(name: String, texts: PromptTexts)] = [
            ("prompt", common.prompt), ("negative_prompt", common.negativePrompt),
            ("hr_prompt", second?.prompt ?? .one("")),
            ("hr_negative_prompt", second?.negativePrompt ?? .one("")),
        ]
        let lists = columns.filter {
            if case .list(let list) = $0.texts { !list.isEmpty } else { false }
        }
        let count = lists.first?.texts.texts.count ?? 1
        if let first = lists.first,
            let other = lists.first(where: { $0.texts.texts.count != count })
        {
            throw WireError([
                .init(
                    path: other.name, found: "a list of \(other.texts.texts.count)",
                    rule: "as long as \(first.name), which has \(count)")
            ])
        }
        let filled = columns.map { column in
            let texts = column.texts.texts
            return texts.count == count ? texts : Array(repeating: texts[0], count: count)
        }
        (prompt, negative, hires, hiresNegative) = (filled[0], filled[1], filled[2], filled[3])
        isList = !lists.isEmpty
    }
}
