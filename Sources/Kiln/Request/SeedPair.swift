/// The two seeds of an image: that of its noise, and that of the noise which is mixed in.
///
/// They may be any numbers that are not negative, up to 2⁶³-1, which is what the generators take.
package struct SeedPair: Hashable, Sendable {
    /// The seed.
    package var seed: Int
    /// The subseed.
    package var subseed: Int

    /// Seeds that are drawn, below 2³².
    package static var drawn: SeedPair {
        SeedPair(seed: draw, subseed: draw)
    }

    private static var draw: Int { Int(UInt32.random(in: 0...(.max))) }

    private init(seed: Int, subseed: Int) {
        self.seed = seed
        self.subseed = subseed
    }

    /// Seeds as they were asked for.
    ///
    /// - Parameter drawn: what stands in for one that was not, or that is negative.
    package init(seed: Int?, subseed: Int?, or drawn: SeedPair = .drawn) {
        self.seed = seed.flatMap { $0 < 0 ? nil : $0 } ?? drawn.seed
        self.subseed = subseed.flatMap { $0 < 0 ? nil : $0 } ?? drawn.subseed
    }

    /// The seeds of the image so many places on. After the last number comes 0.
    ///
    /// - Parameter mixes: whether the subseed's noise is mixed in: then the seed stays.
    package func after(_ number: Int, mixes: Bool = false) -> SeedPair {
        SeedPair(
            seed: mixes ? seed : Self.counted(seed, by: number),
            subseed: Self.counted(subseed, by: number))
    }

    private static func counted(_ seed: Int, by number: Int) -> Int { (seed &+ number) & Int.max }
}

extension GenerationRequest {
    /// The prompts of its images, one by one, each with its seeds.
    package var imagePrompts: [PromptRequest] {
        let drawn = SeedPair.drawn
        return prompts.flatMap { prompt in
            let first = SeedPair(
                seed: prompt.seed ?? seed, subseed: prompt.subseed ?? subseed, or: drawn)
            return (0..<batchSize * iterations).map { place in
                var prompt = prompt
                let seeds = first.after(place, mixes: variation.subseedStrength != 0)
                (prompt.seed, prompt.subseed) = (seeds.seed, seeds.subseed)
                return prompt
            }
        }
    }
}
