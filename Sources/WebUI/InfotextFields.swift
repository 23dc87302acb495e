extension Infotext {
    /// An infotext of what made a picture, in the web UI's order and by its rules of omission.
    public init(prompt: String, negativePrompt: String = "", fields: Fields) {
        self.init(
            prompt: prompt, negativePrompt: negativePrompt,
            entries: fields.entries(prompt: prompt, negativePrompt: negativePrompt))
    }

    /// What made a picture. Say what ran; what the web UI leaves unsaid is left out here.
    public struct Fields: Hashable, Sendable {
        /// Sampler steps of the first pass.
        public var steps: Int
        /// Name of the first pass's sampler.
        public var sampler: String
        /// Label of the first pass's schedule: the sampler's own where it has one, else as asked.
        public var scheduleType: String
        /// Guidance scale of the first pass.
        public var cfgScale: Double
        /// The image's own seed.
        public var seed: Int
        /// Width of the *first* pass, in pixels.
        public var width: Int
        /// Height of the *first* pass, in pixels.
        public var height: Int
        /// First ten digits of the SHA-256 of the first pass's checkpoint.
        public var modelHash: String?
        /// The first pass's checkpoint: its file's name without extension.
        public var model: String?
        /// Clip skip; 1 is not written.
        public var clipSkip = 1
        /// Where noise came from: "NV", "CPU" or "GPU", which is not written.
        public var rng = "GPU"
        /// The second pass, if there was one.
        public var hires: Hires?
        /// The LoRAs of both passes, in order.
        public var loraHashes: [NamedHash] = []
        /// The embeddings of both passes' prompts, in order.
        public var embeddingHashes: [NamedHash] = []
        /// Entries after those of the second pass and the hashes, in order.
        public var extras: [Entry] = []
        /// The program's version.
        public var version: String?
        /// The first pass's modules: their files' names without extension.
        public var modules: [String] = []

        /// What every picture has; the rest is set afterwards.
        public init(
            steps: Int, sampler: String, scheduleType: String, cfgScale: Double, seed: Int,
            size: (width: Int, height: Int)
        ) {
            self.steps = steps
            self.sampler = sampler
            self.scheduleType = scheduleType
            self.cfgScale = cfgScale
            self.seed = seed
            (width, height) = size
        }
    }
}

extension Infotext.Fields {
    /// What made the second pass. Values equal to the first pass's are not written.
    public struct Hires: Hashable, Sendable {
        /// How much of the noise schedule was run again, in 0…1.
        public var denoisingStrength: Double
        /// Guidance scale of the second pass.
        public var cfgScale: Double
        /// What the size was given as.
        public var enlargement: Enlargement
        /// The second pass's own checkpoint: "name.ext [first ten digits of its hash]".
        public var checkpoint: String?
        /// Its modules by name, or "Use same choices", or "Built-in".
        public var modules: [String] = []
        /// Name of its sampler; `nil` means the first pass's.
        public var sampler: String?
        /// Its prompt; `nil` means the first pass's.
        public var prompt: String?
        /// Its negative prompt; `nil` means the first pass's.
        public var negativePrompt: String?
        /// Label of its schedule; `nil` means the first pass's.
        public var scheduleType: String?
        /// Its sampler steps *as asked for*; 0 (as many as the first pass) is not written.
        public var steps = 0
        /// Name of the upscaler.
        public var upscaler: String?

        /// How the second pass's size was given.
        public enum Enlargement: Hashable, Sendable {
            /// A factor for both sides.
            case scale(Double)
            /// Target sides in pixels; 0 for one that follows from the other.
            case resize(x: Int, y: Int)
        }

        /// What every second pass has; the rest is set afterwards.
        public init(denoisingStrength: Double, cfgScale: Double, enlargement: Enlargement) {
            self.denoisingStrength = denoisingStrength
            self.cfgScale = cfgScale
            self.enlargement = enlargement
        }
    }
}

// MARK: - Order

extension Infotext.Fields {
    func entries(prompt: String, negativePrompt: String) -> [Infotext.Entry] {
        var list = EntryList()
        list.add("Steps", String(steps))
        list.add("Sampler", sampler)
        list.add("Schedule type", scheduleType)
        list.add("CFG scale", PythonNumber.text(cfgScale))
        list.add("Seed", String(seed))
        list.add("Size", "\(width)x\(height)")
        list.add("Model hash", modelHash)
        list.add("Model", model)
        list.add("Denoising strength", hires.map { PythonNumber.text($0.denoisingStrength) })
        list.add("Clip skip", clipSkip > 1 ? String(clipSkip) : nil)
        list.add("RNG", rng, unless: "GPU")
        if let hires {
            list.add("Hires checkpoint", hires.checkpoint)
            list.add(numbered: "Hires Module", hires.modules)
            list.add("Hires sampler", hires.sampler, unless: sampler)
            list.add("Hires prompt", hires.prompt, unless: prompt)
            list.add("Hires negative prompt", hires.negativePrompt, unless: negativePrompt)
            list.add("Hires CFG Scale", PythonNumber.text(hires.cfgScale))
            list.add("Hires schedule type", hires.scheduleType, unless: scheduleType)
            list.add(hires.enlargement.entry)
            list.add("Hires steps", hires.steps > 0 ? String(hires.steps) : nil)
            list.add("Hires upscaler", hires.upscaler)
        }
        list.add("Lora hashes", Infotext.NamedHash.list(loraHashes))
        list.add("TI hashes", Infotext.NamedHash.list(embeddingHashes))
        for extra in extras { list.add(extra) }
        list.add("Version", version)
        list.add(numbered: "Module", modules)
        return list.entries
    }
}

extension Infotext.Fields.Hires.Enlargement {
    fileprivate var entry: Infotext.Entry {
        switch self {
        case .scale(let scale): Infotext.Entry("Hires upscale", PythonNumber.text(scale))
        case .resize(let x, let y): Infotext.Entry("Hires resize", "\(x)x\(y)")
        }
    }
}

/// Entries in the order they are added, without the absent ones.
private struct EntryList {
    var entries: [Infotext.Entry] = []

    mutating func add(_ entry: Infotext.Entry) { entries.append(entry) }

    mutating func add(_ key: String, _ value: String?, unless usual: String? = nil) {
        if let value, value != usual { add(Infotext.Entry(key, value)) }
    }

    mutating func add(numbered key: String, _ values: [String]) {
        for (index, value) in values.enumerated() { add("\(key) \(index + 1)", value) }
    }
}
