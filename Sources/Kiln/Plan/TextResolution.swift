import Prompts
import WebUI

/// Reads a request's prompts: which text steers which pass, and which LoRAs and textual inversions
/// they ask for.
struct TextResolution {
    private let request: GenerationRequest
    private let sources: [PassSource]
    private let firstTimeline: PromptTimeline
    private let hiresTimeline: PromptTimeline
    private let styles: [Style]
    private var loras: LoraResolution
    private let folder: ModelFolder
    private let embeddings: [EmbeddingEntry]
    private var ownNotes: [String] = []

    /// - Parameters:
    ///   - sources: the passes, in order.
    ///   - calls: how often the first pass and the hires pass call their denoisers, which is what
    ///     prompt editing counts.
    /// - Throws: `ModelFolderError`, if a style does not exist; `PromptError`, if the file of styles
    ///   cannot be read.
    init(
        _ request: GenerationRequest, folder: ModelFolder, sources: [PassSource],
        calls: (first: Int, hires: Int)
    ) throws {
        self.request = request
        self.sources = sources
        self.folder = folder
        let old = request.text.usesOldEditing
        firstTimeline = .firstPass(steps: calls.first, usesOldScheduling: old)
        hiresTimeline = .hiresPass(
            steps: calls.hires, after: calls.first, usesOldScheduling: old)
        // Clients of the web UI may send its word for no style.
        styles = try request.styles.filter { !["", "none"].contains($0.lowercased()) }
            .map { try folder.style(named: $0) }
        loras = LoraResolution(folder: folder, sources: sources)
        embeddings = folder.embeddings
    }

    /// What a person should know of the prompts.
    var notes: [String] { loras.notes + ownNotes }

    /// The LoRAs of a pass.
    func loras(of role: PassPlan.Role) -> [LoraPlan] {
        sources.firstIndex { $0.role == role }.map(loras.plans) ?? []
    }

    /// The job's images: for each prompt `iterations × batchSize`, seeds counted up from the first.
    /// Where a subseed's noise is mixed in, the subseeds count up instead.
    mutating func images() throws -> [ImagePlan] {
        let drawn = SeedPair.drawn
        let mixes = request.variation.subseedStrength != 0
        var images: [ImagePlan] = []
        for prompt in request.prompts {
            let first = SeedPair(
                seed: prompt.seed ?? request.seed, subseed: prompt.subseed ?? request.subseed,
                or: drawn)
            let texts = try texts(for: prompt)
            for number in 0..<request.iterations * request.batchSize {
                let seeds = first.after(number, mixes: mixes)
                images.append(
                    ImagePlan(
                        index: images.count, seed: seeds.seed, subseed: seeds.subseed,
                        texts: texts))
            }
        }
        return images
    }

    /// The textual inversions that the images of a job name in a pass, and its text encoders read.
    ///
    /// - Throws: `PromptError`, if names are to be looked for and there is no vocabulary.
    mutating func embeddings(
        of source: PassSource, in images: [ImagePlan]
    ) throws -> [EmbeddingFile] {
        guard !embeddings.isEmpty else { return [] }
        let texts = Set(images.flatMap { $0.text(of: source.role).texts })
        let found = PromptEmbeddings(
            in: texts.sorted(), among: embeddings,
            encoders: source.encoders.map(\.component.width),
            tokenizer: CLIPTokenizer(try CLIPVocabulary(contentsOf: CLIPVocabulary.find())),
            naming: folder.told)
        note(found.notes)
        return found.files
    }
}

// MARK: - One prompt

extension TextResolution {
    /// What steers each pass of an image with this prompt: the hires pass has the first one's prompt
    /// and LoRAs unless it has a prompt of its own.
    private mutating func texts(
        for prompt: PromptRequest
    ) throws -> [PassPlan.Role: PassText] {
        let own = prompt.hiresPrompt.nonEmpty ?? request.hires?.prompt.nonEmpty
        let shared = sources.indices.filter { own == nil || sources[$0].role != .hires }
        var texts = try texts(of: prompt.text, for: prompt, in: 0..<shared.count)
        if let own, shared.count < sources.count {
            texts.merge(
                try self.texts(of: own, for: prompt, in: shared.count..<sources.count)
            ) { $1 }
        }
        return texts
    }

    /// What steers some passes with one prompt.
    private mutating func texts(
        of text: String, for prompt: PromptRequest, in passes: Range<Int>
    ) throws -> [PassPlan.Role: PassText] {
        let text = try styles.applied(to: text)
        let readings = passes.map { read(text, .positive, in: sources[$0].role) }
        let tags = request.text.ignoresNetworks ? [] : readings.first?.networks.loras ?? []
        let uses = try loras.uses(of: tags, in: passes)
        var texts: [PassPlan.Role: PassText] = [:]
        for (place, (positive, uses)) in zip(passes, zip(readings, uses)) {
            let role = sources[place].role
            let negative = try styles.applied(to: negativePrompt(of: prompt, in: role), .negative)
            note(Infotext(prompt: positive.text, negativePrompt: negative, entries: []).ambiguities)
            texts[role] = PassText(
                positive: positive, negative: read(negative, .negative, in: role), loras: uses,
                cfgScale: cfgScale(of: prompt, in: role))
        }
        return texts
    }

    private func negativePrompt(of prompt: PromptRequest, in role: PassPlan.Role) -> String {
        let first = prompt.negativePrompt ?? request.negativePrompt
        guard role == .hires else { return first }
        return prompt.hiresNegativePrompt.nonEmpty ?? request.hires?.negativePrompt.nonEmpty
            ?? first
    }

    private func cfgScale(of prompt: PromptRequest, in role: PassPlan.Role) -> Double {
        let first = prompt.cfgScale ?? request.cfgScale
        guard role == .hires else { return first }
        return prompt.hiresCfgScale ?? request.hires?.cfgScale ?? first
    }

    private mutating func read(
        _ text: String, _ side: PassPrompt.Role, in role: PassPlan.Role
    ) -> PassPrompt {
        let prompt = PassPrompt(
            text, side, on: role == .hires ? hiresTimeline : firstTimeline,
            emphasis: request.text.emphasis, hasComments: request.text.readsComments)
        note(prompt.notes)
        return prompt
    }

    private mutating func note(_ notes: [some CustomStringConvertible]) {
        for note in notes.map(\.description) where !ownNotes.contains(note) {
            ownNotes.append(note)
        }
    }
}

extension String? {
    fileprivate var nonEmpty: String? { self.flatMap { $0.isEmpty ? nil : $0 } }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
