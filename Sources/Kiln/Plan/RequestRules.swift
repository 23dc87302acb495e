import Samplers

/// The ranges of a request's numbers, checked before anything is planned with them.
struct RequestRules {
    private var problems: [PlanError] = []

    /// Edges of a picture, in pixels.
    static let edges = 64...16_384
    /// Guidance scales.
    private static let scales = Guidance.Ranges.scale

    /// Refuses a request for the first number that is out of its range.
    static func check(_ request: GenerationRequest) throws(PlanError) {
        if let problem = problems(of: request).first { throw problem }
    }

    /// All that is out of its range.
    static func problems(of request: GenerationRequest) -> [PlanError] {
        var rules = RequestRules()
        rules.check(request)
        return rules.problems
    }

    private mutating func check(_ request: GenerationRequest) {
        require("--width", request.width, in: Self.edges)
        require("--height", request.height, in: Self.edges)
        require("--steps", request.steps, in: 1...1000)
        require("--batch-size", request.batchSize, in: 1...64)
        require("--n-iter", request.iterations, in: 1...10_000)
        require("--clip-skip", request.text.clipSkip, in: 1...12)
        for problem in request.guidance.problems() {
            refuse(problem.option, problem.value, problem.rule)
        }
        if request.prompts.isEmpty { refuse("--prompt", "missing", "give at least one") }
        for prompt in request.prompts { check(prompt) }
        check(request.variation)
        check(request.samplerOptions)
        if let refiner = request.refiner {
            require("--refiner-switch-at", refiner.switchAt, in: 0...1)
        }
        if let image = request.image { check(image.settings, in: request) }
        if let hires = request.hires { check(hires) }
    }

    private mutating func check(_ prompt: PromptRequest) {
        require("--cfg-scale", prompt.cfgScale, in: Self.scales)
        require("--hr-cfg", prompt.hiresCfgScale, in: Self.scales)
    }

    private mutating func check(_ variation: Variation) {
        require("--subseed-strength", variation.subseedStrength, in: 0...1)
        require("--ensd", variation.seedDelta, in: -1_000_000_000...1_000_000_000)
        if let size = variation.resizeFrom {
            require("--seed-resize-from-w", size.width, in: Self.edges)
            require("--seed-resize-from-h", size.height, in: Self.edges)
        }
    }

    private mutating func check(_ options: SamplerOptions) {
        require("--eta", options.eta, in: 0...10)
        require("--s-churn", options.churn, in: 0...1000)
        require("--s-tmin", options.churnMin, in: 0...10_000)
        require("--s-tmax", options.churnMax, in: 0...(.infinity))
        require("--s-noise", options.noiseScale, in: 0...10)
    }

    private mutating func check(
        _ image: ImageSettings, in request: GenerationRequest
    ) {
        require("--denoising-strength", image.denoisingStrength, in: 0...1)
        require("--noise-multiplier", image.noiseMultiplier, in: 0...1.5)
        require("--image-cfg-scale", image.imageCfgScale, in: 0...100)
        require("--mask-weight", image.maskWeight, in: 0...1)
        if request.hires != nil {
            refuse(
                "--hires", "given with a picture to begin with",
                "make the picture larger by --width and --height")
        }
    }

    private mutating func check(_ hires: HiresRequest) {
        require("--hr-scale", hires.scale, in: 0.25...8)
        if hires.resizeX != 0 { require("--hr-resize-x", hires.resizeX, in: Self.edges) }
        if hires.resizeY != 0 { require("--hr-resize-y", hires.resizeY, in: Self.edges) }
        require("--hr-steps", hires.steps, in: 0...1000)
        require("--denoising-strength", hires.denoisingStrength, in: 0...1)
        require("--hr-cfg", hires.cfgScale, in: Self.scales)
    }

    /// Refuses a number that is given and outside of its range.
    private mutating func require<Number: Comparable>(
        _ name: String, _ value: Number?, in range: ClosedRange<Number>
    ) {
        guard let value, !range.contains(value) else { return }
        refuse(name, "\(value)", "it may be from \(range.lowerBound) to \(range.upperBound)")
    }

    private mutating func refuse(_ name: String, _ value: String, _ rule: String) {
        problems.append(.badOption(name: name, value: value, rule: rule))
    }
}
