extension Infotext.Fields {
    /// Guidance beyond its scale. The first three entries are the web UI's, the others Kiln's own.
    public struct Guidance: Hashable, Sendable {
        /// The σ below which every second step went without the negative prompt; 0 is not written.
        public var minimumSigma = 0.0
        /// Whether every such step did; false is not written.
        public var onAllSteps = false
        /// The share of steps at the beginning without guidance; 0 is not written.
        public var skippedEarly = 0.0
        /// φ of Lin et al. 2023, equation 15: the share of rescaled guidance; 0 is not written.
        public var rescale = 0.0
        /// Dynamic thresholding, after Saharia et al. 2022.
        public var thresholding: Thresholding?
        /// Adaptive projected guidance, Sadat et al. 2024.
        public var projection: Projection?
        /// Scale of perturbed-attention guidance, Ahn et al. 2024; 0 is not written.
        public var perturbedAttention = 0.0
        /// What is done to attention there, if it is not taken out: "blur" and a σ, or "skip".
        public var perturbation: String?
        /// Where it is done: names of blocks; "middle" alone is not written.
        public var perturbedBlocks = ["middle"]
        /// Skip-layer guidance.
        public var skipLayer: SkipLayer?
        /// FreeU, Si et al. 2023.
        public var freeU: FreeU?

        /// Classifier-free guidance alone.
        public init() {}
    }

    /// Dynamic thresholding's numbers.
    public struct Thresholding: Hashable, Sendable {
        /// The scale whose range of values is kept.
        public var mimicScale: Double
        /// The quantile that is cut at, in 0…1.
        public var percentile: Double

        /// A scale to mimic and a quantile to cut at.
        public init(mimicScale: Double, percentile: Double = 1) {
            (self.mimicScale, self.percentile) = (mimicScale, percentile)
        }
    }

    /// Adaptive projected guidance's numbers.
    public struct Projection: Hashable, Sendable {
        /// The share of the part along the prediction.
        public var eta: Double
        /// The radius that updates are cut to; 0 for none.
        public var normThreshold: Double
        /// The share of earlier updates.
        public var momentum: Double

        /// A share, a radius and a momentum.
        public init(eta: Double, normThreshold: Double, momentum: Double) {
            self.eta = eta
            self.normThreshold = normThreshold
            self.momentum = momentum
        }
    }

    /// Skip-layer guidance's numbers.
    public struct SkipLayer: Hashable, Sendable {
        /// Its scale.
        public var scale: Double
        /// The layers that were skipped.
        public var layers: [Int]
        /// The share of the steps from which it worked.
        public var start: Double
        /// The share of the steps to which it worked.
        public var end: Double

        /// A scale, layers, and the part of the steps in which they were skipped.
        public init(scale: Double, layers: [Int], start: Double, end: Double) {
            self.scale = scale
            self.layers = layers
            self.start = start
            self.end = end
        }
    }

    /// FreeU's factors: of the backbone's features, and of the skip connections' low frequencies.
    public struct FreeU: Hashable, Sendable {
        /// The backbone's factor in the deepest stage.
        public var b1: Double
        /// The backbone's factor in the stage after it.
        public var b2: Double
        /// The skip connection's factor in the deepest stage.
        public var s1: Double
        /// The skip connection's factor in the stage after it.
        public var s2: Double

        /// Four factors.
        public init(b1: Double, b2: Double, s1: Double, s2: Double) {
            (self.b1, self.b2) = (b1, b2)
            (self.s1, self.s2) = (s1, s2)
        }
    }
}
