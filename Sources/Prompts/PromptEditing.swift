/// The prompt editing in a text: stretches of which each step has one of several texts.
struct PromptEditing: Sendable {
    /// `[from:to:when]`, `[to:when]` or `[a|b|…]`.
    struct Group: Sendable {
        let range: Range<Int>
        /// What it may say, in order: before and after a switch, or one step after the other.
        let choices: [Range<Int>]
        /// When the first choice gives way to the second; `nil` in an alternation.
        let moment: EditingMoment?
    }

    /// Groups by their beginnings, some of them inside of others.
    let groups: [Group]
    let notes: [PromptNote]
    private let length: Int

    /// Reads the syntax of a text; see ``EditingReader``.
    init(_ text: [Unicode.Scalar]) {
        var reader = EditingReader(text)
        reader.read()
        groups = reader.groups
        notes = reader.notes.sorted
        length = text.count
    }

    /// What a step, counted from 1, has of the text.
    func ranges(at step: Int, on timeline: PromptTimeline) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var open: [(end: Int, next: Int)] = []
        var index = 0
        var group = 0
        while true {
            let end = open.last?.end ?? length
            let begin = group < groups.count ? groups[group].range.lowerBound : length
            if index < min(begin, end) { ranges.append(index..<min(begin, end)) }
            if begin < end {
                let choice = groups[group].choice(at: step, on: timeline)
                open.append((choice.upperBound, groups[group].range.upperBound))
                index = choice.lowerBound
            } else if let closed = open.popLast() {
                index = closed.next
            } else {
                return ranges
            }
            group = firstGroup(from: index, after: group)
        }
    }

    private func firstGroup(from index: Int, after group: Int) -> Int {
        var (low, high) = (group, groups.count)
        // The next one is near, most of the time.
        if low < high, groups[low].range.lowerBound >= index { return low }
        if low + 1 < high, groups[low + 1].range.lowerBound >= index { return low + 1 }
        while low < high {
            let middle = (low + high) / 2
            if groups[middle].range.lowerBound < index { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension PromptEditing.Group {
    fileprivate func choice(at step: Int, on timeline: PromptTimeline) -> Range<Int> {
        guard let moment else { return choices[(step - 1) % choices.count] }
        return choices[step <= timeline.lastStep(before: moment) ? 0 : 1]
    }
}
