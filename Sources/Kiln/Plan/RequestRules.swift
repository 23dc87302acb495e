/// The ranges of a request's numbers, checked before anything is planned with them.
enum RequestRules {
    /// Edges of a picture, in pixels.
    static let edges = 64...16_384

    static func check(_ request: GenerationRequest) throws(PlanError) {
        try require("--width", request.width, in: edges)
        try require("--height", request.height, in: edges)
        try require("--steps", request.steps, in: 1...1000)
        try require("--batch-size", request.batchSize, in: 1...64)
        try require("--n-iter", request.iterations, in: 1...10_000)
        try require("--clip-skip", request.clipSkip, in: 1...12)
        try require("--cfg-scale", request.cfgScale, in: 0...100)
        if let seed = request.seed { try require("--seed", seed, in: -1...Int(UInt32.max)) }
        guard !request.prompts.isEmpty else {
            throw .badOption(name: "--prompt", value: "missing", rule: "give at least one")
        }
        if let hires = request.hires { try check(hires) }
    }

    private static func check(_ hires: HiresRequest) throws(PlanError) {
        try require("--hr-scale", hires.scale, in: 0.25...8)
        if hires.resizeX != 0 { try require("--hr-resize-x", hires.resizeX, in: edges) }
        if hires.resizeY != 0 { try require("--hr-resize-y", hires.resizeY, in: edges) }
        try require("--hr-steps", hires.steps, in: 0...1000)
        try require("--denoising-strength", hires.denoisingStrength, in: 0...1)
        if let scale = hires.cfgScale { try require("--hr-cfg", scale, in: 0...100) }
    }

    private static func require<Number: Comparable>(
        _ name: String, _ value: Number, in range: ClosedRange<Number>
    ) throws(PlanError) {
        guard range.contains(value) else {
            throw .badOption(
                name: name, value: "\(value)",
                rule: "it may be from \(range.lowerBound) to \(range.upperBound)")
        }
    }
}
