// What belongs together in an infotext, each group with its own rules of omission.

extension Infotext.Fields {
    /// A second noise, mixed into the first along the arc between them.
    public struct Variation: Hashable, Sendable {
        /// The second noise's seed.
        public var seed: Int
        /// The share of the second noise, in 0…1; at 0 nothing is written.
        public var strength: Double

        /// A second noise of a seed and a share.
        public init(seed: Int, strength: Double) {
            (self.seed, self.strength) = (seed, strength)
        }
    }

    /// A picture that was made from another (img2img).
    public struct ImageToImage: Hashable, Sendable {
        /// How much of the noise schedule was run, in 0…1.
        public var denoisingStrength: Double
        /// The share of the masked picture that an inpainting model saw; `nil` for other models.
        public var conditionalMaskWeight: Double?
        /// What names the initial image.
        public var initImageHash: String?
        /// What was made anew, if not all.
        public var mask: Mask?
        /// A factor for the initial latents; 1 is not written.
        public var noiseMultiplier = 1.0
        /// The share of noise that was added after the first; 0 is not written.
        public var extraNoise = 0.0

        /// A picture that was made from another, which is given afterwards as far as it matters.
        public init(denoisingStrength: Double) { self.denoisingStrength = denoisingStrength }
    }

    /// The part of a picture that was made anew.
    public struct Mask: Hashable, Sendable {
        /// Blur of the mask's edge, in pixels; 0 is not written.
        public var blur = 4
        /// Whether what lies outside the mask was made anew; false is not written.
        public var inverted = false
        /// What lay under the mask at first: "original", which is not written, "fill",
        /// "latent noise" or "latent nothing".
        public var content = "original"
        /// Pixels around the mask that were looked at, where nothing else was ("Only masked").
        public var padding: Int?

        /// A mask with a soft edge of four pixels over the original.
        public init() {}
    }

    /// The model that took over from the first pass's before its end.
    public struct Refiner: Hashable, Sendable {
        /// Its checkpoint: "name.ext [first ten digits of its hash]".
        public var checkpoint: String
        /// The share of the steps after which it took over, in 0…1.
        public var switchAt: Double
        /// Its checkpoint in the second pass, if it took over there too.
        public var hiresCheckpoint: String?

        /// A model that took over after a share of the steps.
        public init(checkpoint: String, switchAt: Double) {
            (self.checkpoint, self.switchAt) = (checkpoint, switchAt)
        }
    }

    /// How prompts became numbers.
    public struct Conditioning: Hashable, Sendable {
        /// What weights of words do: "Original", which is not written, "No norm", "Ignore", "None".
        public var emphasis = "Original"
        /// Whether prompt editing had one timeline for both passes; false is not written.
        public var oldPromptEditing = false

        /// The web UI's way.
        public init() {}
    }

    /// How pictures became latents and latents pictures.
    public struct VAE: Hashable, Sendable {
        /// The kind of encoder: "Full", which is not written, or "TAESD".
        public var encoder = "Full"
        /// The kind of decoder: "Full", which is not written, or another.
        public var decoder = "Full"
        /// Whether the encoder's posterior was sampled instead of its mean taken; written as
        /// "VAE posterior: sample". Kiln's own entry.
        public var samplesPosterior = false

        /// The checkpoint's own VAE, and the posterior's mean.
        public init() {}
    }
}
