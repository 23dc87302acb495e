/// A prompt read for a pass, from the text with its styles to the texts that the encoders get.
///
/// In this order, as in the web UI: comments go; extra-network tags go, with what they ask for
/// remembered; `AND` parts the rest; prompt editing gives each part a text for every step. Of a
/// negative prompt nothing is parted and no tag removed. Attention syntax is read last, where a text
/// is encoded (``AttentionPrompt``, ``PromptChunker``), but its notes are here.
public struct PassPrompt: Sendable, Equatable {
    /// Which way a prompt steers.
    public enum Role: Sendable, Hashable {
        /// Towards it.
        case positive
        /// Away from it.
        case negative
    }

    /// What an image is steered by: `weight · (cond(text) − uncond)`, with the text of each step.
    public struct Part: Sendable, Equatable {
        /// A finite number.
        public let weight: Double
        /// The texts.
        public let schedule: PromptSchedule
    }

    /// The prompt without comments, tags included: what infotext shows.
    public let text: String
    /// What the tags ask for; none in a negative prompt.
    public let networks: ExtraNetworks
    /// At least one; of a negative prompt exactly one, of weight 1.
    public let parts: [Part]
    /// What is worth telling the writer, in the order of the prompt, all readers' together.
    public let notes: [PromptNote]

    /// Reads a prompt whose styles have been applied. Every text has a reading.
    ///
    /// Takes time linear in the text's length times the number of different texts.
    ///
    /// - Parameters:
    ///   - timeline: The steps of the pass.
    ///   - emphasis: Whether attention syntax is going to be read, which gives notes.
    ///   - hasComments: Whether `#` begins a comment, the web UI's option "enable comments".
    public init(
        _ prompt: String, _ role: Role = .positive, on timeline: PromptTimeline,
        emphasis: EmphasisMode = .original, hasComments: Bool = true
    ) {
        let written = LocatedText(prompt)
        let whole = hasComments ? written.withoutComments() : written
        var notes = PromptNotes()
        text = whole.string
        var composed: [(text: LocatedText, weight: Double)] = [(whole, 1)]
        switch role {
        case .positive:
            networks = ExtraNetworks(whole)
            let composition = ComposedPrompt(networks.left)
            composed = zip(composition.texts, composition.parts).map { ($0, $1.weight) }
            notes.append(contentsOf: networks.notes + composition.notes)
        case .negative:
            networks = ExtraNetworks("")
            for (tag, position) in TagSearch(whole.scalars).tags {
                let note = PromptNote(.network(.inNegativePrompt, tag: tag.text), at: position)
                notes.append(contentsOf: whole.located([note]))
            }
        }
        parts = composed.map { text, weight in
            let editing = PromptEditing(text.scalars)
            let scheduled = ScheduledTexts(editing, on: timeline)
            notes.append(contentsOf: text.located(editing.notes))
            for ranges in scheduled.texts {
                let attention = AttentionPrompt(text.keeping(ranges), emphasis: emphasis)
                notes.append(contentsOf: attention.notes)
            }
            return Part(weight: weight, schedule: PromptSchedule(scheduled, of: text))
        }
        self.notes = notes.sorted
    }
}
