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
        /// Guidance of a model that was trained with it (Flux).
        public var distilledCFGScale: Double?
        /// Guidance towards the initial image (InstructPix2Pix).
        public var imageCFGScale: Double?
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
        /// The second noise that the first one was mixed with; of strength 0, it is not written.
        public var variation: Variation?
        /// The size at which the noise was drawn, if not at the picture's.
        public var seedResizeFrom: HiresSize.Size?
        /// What the picture was made from, if not from noise alone.
        public var imageToImage: ImageToImage?
        /// Clip skip; 1 is not written.
        public var clipSkip = 1
        /// What was added to the seed for noise drawn while sampling; 0 where none was drawn. 0 is
        /// not written.
        public var ensd = 0
        /// Where noise came from: "NV", "CPU" or "GPU", which is not written.
        public var rng = "GPU"
        /// Whether the picture's opposite edges meet; false is not written.
        public var tiling = false
        /// The second pass, if there was one.
        public var hires: Hires?
        /// The LoRAs of both passes, in order.
        public var loraHashes: [NamedHash] = []
        /// The names of embeddings in both passes' prompts, where no hashes are given.
        public var embeddings: [String] = []
        /// The embeddings of both passes' prompts, in order.
        public var embeddingHashes: [NamedHash] = []
        /// How prompts became numbers.
        public var conditioning = Conditioning()
        /// Numbers of the sampler and its schedule.
        public var sampling = Sampling()
        /// Guidance beyond its scale.
        public var guidance = Guidance()
        /// The model that took over within the first pass.
        public var refiner: Refiner?
        /// How pictures became latents and latents pictures.
        public var vae = VAE()
        /// Entries after all others but the version, in order. One with the name of another takes
        /// the other's place.
        public var extras: [Entry] = []
        /// The program's version.
        public var version: String?
        /// The person who made the picture, where a program has many.
        public var user: String?
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
        /// Guidance of a second pass's model that was trained with it (Flux).
        public var distilledCFGScale: Double?
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
