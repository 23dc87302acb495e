/// A prompt's texts over the steps of a pass: what prompt editing makes of it.
///
/// `[from:to:when]` and `[to:when]` switch, `[a|b|…]` takes turns, nested as one likes. In round
/// brackets and in plain ones all this goes on; `\[` is a bracket. A text whose editing the web UI
/// cannot read stands as it is, all of it.
public struct PromptSchedule: Sendable, Equatable {
    /// Steps in a row with one text.
    public struct Segment: Sendable, Hashable {
        /// The last of the steps, counted from 1.
        public let end: Int
        /// The text in attention syntax.
        public let text: String
    }

    /// At least one, by ascending ends; the last ends with the pass. Neighbours may have one text.
    public let segments: [Segment]

    /// Reads a prompt without comments and tags. Every text has a reading.
    ///
    /// Takes time linear in the text's length times the number of different texts.
    public init(_ prompt: String, on timeline: PromptTimeline) {
        let text = LocatedText(prompt)
        self.init(ScheduledTexts(PromptEditing(text.scalars), on: timeline), of: text)
    }

    init(_ scheduled: ScheduledTexts, of text: LocatedText) {
        let texts = scheduled.texts.map { text.keeping($0).string }
        segments = scheduled.segments.map { Segment(end: $0.end, text: texts[$0.text]) }
    }

    /// The text of a step, counted from 0 as the denoiser's calls are: that of the first segment
    /// with `step ≤ end`, so that a switch at n leaves the text before it n + 1 calls, as in the web
    /// UI. Behind the end it is the last text.
    public func text(at step: Int) -> String {
        // Segments are there to be walked along; with alternations there is one for every step.
        var (low, high) = (0, segments.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].end < step { low = middle + 1 } else { high = middle }
        }
        return segments.indices.contains(low) ? segments[low].text : ""
    }

    /// The different texts, in the order of their first steps.
    public var texts: [String] {
        var known: Set<String> = []
        return segments.map(\.text).filter { known.insert($0).inserted }
    }
}

/// Which ranges of a prompt make the text of which steps.
struct ScheduledTexts {
    private(set) var segments: [(end: Int, text: Int)] = []
    private(set) var texts: [[Range<Int>]] = []

    init(_ editing: PromptEditing, on timeline: PromptTimeline) {
        let switches = Set(
            editing.groups.compactMap(\.moment).map(timeline.lastStep(before:)).filter { $0 >= 1 })
        let counts = Set(editing.groups.filter { $0.moment == nil }.map(\.choices.count))
        let ends =
            counts.isEmpty ? switches.union([timeline.steps]).sorted() : Array(1...timeline.steps)
        let period = Self.period(of: counts, upTo: timeline.steps)
        var known: [State: Int] = [:]
        var passed = 0
        for end in ends {
            let state = State(turn: (end - 1) % period, switches: passed)
            if known[state] == nil {
                known[state] = texts.count
                texts.append(editing.ranges(at: end, on: timeline))
            }
            segments.append((end, known[state] ?? 0))
            if switches.contains(end) { passed += 1 }
        }
    }

    /// All that a step's text depends on.
    private struct State: Hashable {
        let turn: Int
        let switches: Int
    }

    /// After how many steps all alternations begin anew; the limit, if that is longer.
    private static func period(of counts: Set<Int>, upTo limit: Int) -> Int {
        var period = 1
        for count in counts {
            var (a, b) = (period, count)
            while b != 0 { (a, b) = (b, a % b) }
            let (product, overflow) = (period / a).multipliedReportingOverflow(by: count)
            guard !overflow, product < limit else { return limit }
            period = product
        }
        return period
    }
}
