import Models
import Prompts
import Torch

extension PassRunner {
    /// A text with the side it steers and what changes the encoders that read it.
    struct Text: Hashable {
        let prompt: String
        let negative: Bool
        let patches: AdapterSet
    }

    /// Both sides of an image in this pass.
    func sides(of image: ImagePlan) -> (positive: Text, negative: Text) {
        let text = image.text(of: pass.role)
        let patches = AdapterSet(text.loras, \.textEncoder)
        return (
            Text(prompt: text.text, negative: false, patches: patches),
            Text(prompt: text.negativePrompt, negative: true, patches: patches)
        )
    }

    /// The conditioning of every text that the job's images have in this pass, each made once; texts
    /// that are read by encoders with the same LoRAs follow each other.
    func conditionings() throws -> [Text: Conditioning] {
        let wanted = job.plan.images.flatMap { image in
            let sides = sides(of: image)
            return pass.cfgScale == 1 ? [sides.positive] : [sides.positive, sides.negative]
        }
        let words = try LearntWords(pass.embeddings)
        let chunker = PromptChunker(job.tokenizer, embeddings: pass.embeddings.map(\.word))
        var made: [Text: Conditioning] = [:]
        for (patches, texts) in wanted.grouped(by: \.patches) {
            try withEncoders(pass.encoders[...], patches, lent: []) { encoders in
                let conditioner = TextConditioner(
                    architecture: pass.architecture, encoders: encoders, chunker: chunker,
                    words: words, clipSkip: job.plan.clipSkip)
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

    /// Lends all encoders at once. Text is computed in float32: it is little work, and its errors
    /// would be in every step.
    private func withEncoders<Result>(
        _ parts: ArraySlice<PartPlan>, _ patches: AdapterSet, lent: [CLIPText],
        body: ([CLIPText]) throws -> Result
    ) throws -> Result {
        guard let part = parts.first else { return try body(lent) }
        let loan = Loan(part: part, dtype: .float32, patches: patches, pass: pass)
        return try job.residency.with(loan, make: { try CLIPText($0) }) { encoder in
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
