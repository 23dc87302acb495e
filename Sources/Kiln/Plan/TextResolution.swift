import Prompts

/// Reads a request's prompts: which text steers which pass, and which LoRAs and textual inversions
/// they ask for.
struct TextResolution {
    private let request: GenerationRequest
    private let sources: [PassSource]
    private var loras: LoraResolution
    private let embeddings: [EmbeddingEntry]
    private var ownNotes: [String] = []

    /// - Parameter sources: the passes, in order.
    init(_ request: GenerationRequest, folder: ModelFolder, sources: [PassSource]) {
        self.request = request
        self.sources = sources
        loras = LoraResolution(folder: folder, sources: sources)
        embeddings = folder.embeddings
    }

    /// What a person should know of the prompts.
    var notes: [String] { loras.notes + ownNotes }

    /// The LoRAs of a pass.
    func loras(of pass: Int) -> [LoraPlan] { loras.plans(of: pass) }

    /// The job's images: for each prompt `iterations × batchSize`, seeds counted up from the first.
    mutating func images() throws -> [ImagePlan] {
        let seed = request.seed.flatMap { $0 < 0 ? nil : $0 } ?? Int(UInt32.random(in: 0...(.max)))
        let perPrompt = request.iterations * request.batchSize
        var images: [ImagePlan] = []
        for prompt in request.prompts {
            let (first, hires) = try texts(for: prompt)
            for number in 0..<perPrompt {
                images.append(
                    ImagePlan(
                        index: images.count, seed: seed &+ number, first: first, hires: hires))
            }
        }
        return images
    }

    /// What steers each pass of an image with this prompt: the hires pass has the first one's prompt
    /// and LoRAs unless it has a prompt of its own.
    private mutating func texts(for prompt: String) throws -> (first: PassText, hires: PassText) {
        let own = request.hires?.prompt.nonEmpty
        let networks = read(prompt)
        let inherited = own == nil ? sources.count : 1
        let uses = try loras.uses(of: networks.loras, in: 0..<inherited)
        let first = PassText(
            prompt: prompt, negativePrompt: request.negativePrompt, text: networks.prompt,
            loras: uses[0])
        let negative = request.hires?.negativePrompt.nonEmpty ?? request.negativePrompt
        guard let own, sources.count > 1 else {
            let hires = PassText(
                prompt: prompt, negativePrompt: negative, text: networks.prompt,
                loras: uses[uses.count - 1])
            return (first, hires)
        }
        let hiresNetworks = read(own)
        let hires = PassText(
            prompt: own, negativePrompt: negative, text: hiresNetworks.prompt,
            loras: try loras.uses(of: hiresNetworks.loras, in: 1..<2)[0])
        return (first, hires)
    }

    private mutating func read(_ prompt: String) -> ExtraNetworks {
        let networks = ExtraNetworks(prompt)
        note(networks.notes)
        return networks
    }

    private mutating func note(_ notes: [some CustomStringConvertible]) {
        for note in notes.map(\.description) where !ownNotes.contains(note) {
            ownNotes.append(note)
        }
    }

    /// The textual inversions that the images of a job name in a pass, and its text encoders read.
    ///
    /// - Throws: `PromptError`, if names are to be looked for and there is no vocabulary.
    mutating func embeddings(of pass: Int, in images: [ImagePlan]) throws -> [EmbeddingFile] {
        guard !embeddings.isEmpty else { return [] }
        let source = sources[pass]
        let texts = Set(
            images.flatMap { image in
                let text = image.text(of: source.role)
                return [text.text, text.negativePrompt]
            })
        let found = PromptEmbeddings(
            in: texts.sorted(), among: embeddings,
            encoders: source.encoders.map(\.component.width),
            tokenizer: CLIPTokenizer(try CLIPVocabulary(contentsOf: CLIPVocabulary.find())))
        note(found.notes)
        return found.files
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
