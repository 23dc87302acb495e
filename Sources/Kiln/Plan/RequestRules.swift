import Samplers

/// The ranges of a request's numbers, checked before anything is planned with them.
enum RequestRules {
    /// Edges of a picture, in pixels.
    static let edges = 64...16_384
    /// Guidance scales.
    private static let scales = Guidance.Ranges.scale
    /// Seeds; -1 asks for one to be drawn.
    private static let seeds = -1...Int(UInt32.max)

    static func check(_ request: GenerationRequest) throws(PlanError) {
        try require("--width", request.width, in: edges)
        try require("--height", request.height, in: edges)
        try require("--steps", request.steps, in: 1...1000)
        try require("--batch-size", request.batchSize, in: 1...64)
        try require("--n-iter", request.iterations, in: 1...10_000)
        try require("--clip-skip", request.text.clipSkip, in: 1...12)
        try require("--seed", request.seed, in: seeds)
        try require("--subseed", request.subseed, in: seeds)
        if let problem = request.guidance.problems().first {
            throw .badOption(name: problem.option, value: problem.value, rule: problem.rule)
        }
        guard !request.prompts.isEmpty else {
            throw .badOption(name: "--prompt", value: "missing", rule: "give at least one")
        }
        for prompt in request.prompts { try check(prompt) }
        try check(request.variation)
        try check(request.samplerOptions)
        if let refiner = request.refiner {
            try require("--refiner-switch-at", refiner.switchAt, in: 0...1)
        }
        if let image = request.image { try check(image.settings, in: request) }
        if let hires = request.hires { try check(hires) }
    }

    private static func check(_ prompt: PromptRequest) throws(PlanError) {
        try require("--seed", prompt.seed, in: seeds)
        try require("--subseed", prompt.subseed, in: seeds)
        try require("--cfg-scale", prompt.cfgScale, in: scales)
        try require("--hr-cfg", prompt.hiresCfgScale, in: scales)
    }

    private static func check(_ variation: Variation) throws(PlanError) {
        try require("--subseed-strength", variation.subseedStrength, in: 0...1)
        try require("--ensd", variation.seedDelta, in: -1_000_000_000...1_000_000_000)
        if let size = variation.resizeFrom {
            try require("--seed-resize-from-w", size.width, in: edges)
            try require("--seed-resize-from-h", size.height, in: edges)
        }
    }

    private static func check(_ options: SamplerOptions) throws(PlanError) {
        try require("--eta", options.eta, in: 0...10)
        try require("--s-churn", options.churn, in: 0...1000)
        try require("--s-tmin", options.churnMin, in: 0...10_000)
        try require("--s-tmax", options.churnMax, in: 0...(.infinity))
        try require("--s-noise", options.noiseScale, in: 0...10)
    }

    private static func check(
        _ image: ImageSettings, in request: GenerationRequest
    ) throws(PlanError) {
        try require("--denoising-strength", image.denoisingStrength, in: 0...1)
        try require("--noise-multiplier", image.noiseMultiplier, in: 0...1.5)
        try require("--image-cfg-scale", image.imageCfgScale, in: 0...100)
        try require("--mask-weight", image.maskWeight, in: 0...1)
        guard request.hires == nil else {
            throw .badOption(
                name: "--hires", value: "given with a picture to begin with",
                rule: "make the picture larger by --width and --height")
        }
    }

    private static func check(_ hires: HiresRequest) throws(PlanError) {
        try require("--hr-scale", hires.scale, in: 0.25...8)
        if hires.resizeX != 0 { try require("--hr-resize-x", hires.resizeX, in: edges) }
        if hires.resizeY != 0 { try require("--hr-resize-y", hires.resizeY, in: edges) }
        try require("--hr-steps", hires.steps, in: 0...1000)
        try require("--denoising-strength", hires.denoisingStrength, in: 0...1)
        try require("--hr-cfg", hires.cfgScale, in: scales)
    }

    /// Refuses a number that is given and outside of its range.
    private static func require<Number: Comparable>(
        _ name: String, _ value: Number?, in range: ClosedRange<Number>
    ) throws(PlanError) {
        guard let value, !range.contains(value) else { return }
        throw .badOption(
            name: name, value: "\(value)",
            rule: "it may be from \(range.lowerBound) to \(range.upperBound)")
    }
}
