/// What steers one image of a batch, from call to call of the denoiser.
struct Steering {
    /// A prompt between two `AND`s.
    struct Part {
        let weight: Double
        let timeline: Timeline
    }

    /// The conditionings that follow each other in a pass (prompt editing).
    struct Timeline {
        /// Each with the last call at which it counts, in order.
        let earlier: [(end: Int, conditioning: Conditioning)]
        /// What counts after them.
        let last: Conditioning

        /// What counts at a call, counted from 0.
        func callAsFunction(_ call: Int) -> Conditioning {
            earlier.first { call <= $0.end }?.conditioning ?? last
        }
    }

    /// What to show: at least one part.
    let positive: [Part]
    /// What not to show; `nil` where it is never asked for.
    let negative: Timeline?
    /// Guidance scale.
    let scale: Double

    /// Whether the positive side is one prompt as it is, so that it needs no negative to be composed.
    var isPlain: Bool { positive.count == 1 && positive[0].weight == 1 }
}
