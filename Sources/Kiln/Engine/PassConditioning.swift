import Models
import Prompts
import Samplers
import Torch

extension PassRunner {
    /// A text with the side it steers and what changes the encoders that read it.
    struct Text: Hashable {
        let prompt: String
        let negative: Bool
        let patches: AdapterSet
    }

    /// The conditioning of every text that the job's images have in this pass, each made once; texts
    /// that are read by encoders with the same LoRAs follow each other.
    func conditionings() throws -> [Text: Conditioning] {
        let wanted = job.plan.images.flatMap { texts(of: $0) }
        let words = try LearntWords(pass.embeddings)
        let chunker = PromptChunker(job.tokenizer, embeddings: pass.embeddings.map(\.word))
        var made: [Text: Conditioning] = [:]
        for (patches, texts) in wanted.grouped(by: \.patches) {
            try withEncoders(pass.encoders[...], patches, lent: []) { encoders in
                let conditioner = TextConditioner(
                    architecture: pass.architecture, encoders: encoders, chunker: chunker,
                    words: words, settings: job.plan.text)
                try torch {
                    for text in texts where made[text] == nil {
                        try job.cancellation.check()
                        made[text] = conditioner(
                            text.prompt, negative: text.negative, size: pass.size)
                    }
                }
            }
        }
        return made
    }

    /// What steers an image in this pass.
    func steering(of image: ImagePlan, texts: [Text: Conditioning]) -> Steering {
        let text = image.text(of: pass.role)
        let patches = AdapterSet(text.loras, \.textEncoder)
        func timeline(_ part: PassPrompt.Part, negative: Bool) -> Steering.Timeline? {
            let entries = part.schedule.segments.compactMap { segment in
                texts[Text(prompt: segment.text, negative: negative, patches: patches)].map {
                    (end: segment.end, conditioning: $0)
                }
            }
            return entries.last.map {
                Steering.Timeline(earlier: entries.dropLast(), last: $0.conditioning)
            }
        }
        return Steering(
            positive: text.positive.parts.compactMap { part in
                timeline(part, negative: false).map {
                    Steering.Part(weight: part.weight, timeline: $0)
                }
            },
            negative: text.negative.parts.first.flatMap { timeline($0, negative: true) },
            scale: text.cfgScale * pass.sampler.guidanceMultiplier)
    }

    private func texts(of image: ImagePlan) -> [Text] {
        let text = image.text(of: pass.role)
        let patches = AdapterSet(text.loras, \.textEncoder)
        func texts(_ prompt: PassPrompt, negative: Bool) -> [Text] {
            prompt.parts.flatMap(\.schedule.texts).map {
                Text(prompt: $0, negative: negative, patches: patches)
            }
        }
        return texts(text.positive, negative: false)
            + (text.needsNegative(pass) ? texts(text.negative, negative: true) : [])
    }

    /// Lends all encoders at once. Text is computed in float32: it is little work, and its errors
    /// would be in every step.
    private func withEncoders<Result>(
        _ parts: ArraySlice<PartPlan>, _ patches: AdapterSet, lent: [CLIPText],
        body: ([CLIPText]) throws -> Result
    ) throws -> Result {
        guard let part = parts.first else { return try body(lent) }
        let loan = Loan(part: part, dtype: .float32, patches: patches, pass: pass)
        return try job.residency.with(
            loan, for: job.borrower, make: { try CLIPText($0) }
        ) { encoder in
            try withEncoders(parts.dropFirst(), patches, lent: lent + [encoder], body: body)
        }
    }
}

extension Sequence {
    /// The elements by a property, the groups in the order of their first elements.
    func grouped<Key: Hashable>(by key: (Element) -> Key) -> [(key: Key, elements: [Element])] {
        var places: [Key: Int] = [:]
        var groups: [(key: Key, elements: [Element])] = []
        for element in self {
            let key = key(element)
            if let place = places[key] {
                groups[place].elements.append(element)
            } else {
                places[key] = groups.count
                groups.append((key, [element]))
            }
        }
        return groups
    }
}

extension PassText {
    /// Whether anything in a pass looks at the negative prompt.
    func needsNegative(_ pass: PassPlan) -> Bool {
        var guidance = pass.guidance
        guidance.scale = cfgScale * pass.sampler.guidanceMultiplier
        return pass.needsUnconditional || guidance.isEverGuided
    }
}

extension PassPlan {
    /// Whether the side without the prompt is looked at by itself: by samplers of the CFG++ kind and
    /// by editing models, which are steered by their picture too.
    var needsUnconditional: Bool {
        sampler.traits.contains(.usesBothSides) || inputs == .editing
    }
}
