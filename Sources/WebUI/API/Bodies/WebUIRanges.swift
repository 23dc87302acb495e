package import Wire

/// What the numbers of the web UI's API may be.
package enum WebUIRanges {
    /// Sides of a picture, in pixels.
    package static let sides = 64...16_384
    /// Sides that may be 0, or less, which leaves them open.
    package static let openSides = WireRule<Int>(
        "0, or a number from 64 to 16384",
        keywords: [
            "minimum": -1, "maximum": 16_384,
            "not": ["type": "integer", "minimum": 1, "maximum": 63],
        ]
    ) { (-1...0).contains($0) || sides.contains($0) }
    /// Pixels around a masked part.
    package static let padding = 0...16_384
    /// Sampler steps.
    package static let steps = 1...1_000
    /// Guidance scales.
    package static let scales = 0.0...100.0
    /// Shares of a whole.
    package static let share = 0.0...1.0
    /// Images of a batch.
    package static let batch = 1...64
    /// Batches.
    package static let batches = 1...10_000
    /// Factors between the sizes of the passes.
    package static let hiresScale = 0.25...8.0
    /// η.
    package static let eta = 0.0...10.0
    /// `s_churn`.
    package static let churn = 0.0...1_000.0
    /// Noise levels.
    package static let sigma = 0.0...10_000.0
    /// Factors of noise.
    package static let noise = 0.0...10.0
    /// Clip skip.
    package static let clipSkip = 1...12
    /// What is added to a seed.
    package static let seedDelta = -1_000_000_000...1_000_000_000
    /// `initial_noise_multiplier`.
    package static let noiseMultiplier = 0.0...1.5
    /// Blur of a mask, in pixels.
    package static let blur = 0...4_096
}
