import ArgumentParser
import Kiln

/// How prompts steer beyond their scale, in both passes.
struct GuidanceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "σ below which every second step leaves the negative prompt out (NGMS; default: 0).",
            valueName: "sigma"))
    var sMinUncond: Double?

    @Flag(help: "Leave it out of every step below that σ.")
    var sMinUncondAll = false

    @Option(
        help: ArgumentHelp(
            "Share of the first steps that leave the negative prompt out (default: 0).",
            valueName: "share"))
    var skipEarlyCond: Double?

    @Option(
        help: ArgumentHelp(
            "How much contrast is set back to what the prompt alone gives, 0 to 1 (default: 0).",
            valueName: "share"))
    var cfgRescale: Double?

    @Flag(help: "Adaptive projected guidance: high scales without over-saturation.")
    var apg = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "APG: how much of the part along the picture is kept.", valueName: "share"))
    var apgEta = ProjectedGuidance().parallel

    @Option(
        help: ArgumentHelp(
            "APG: length to which an update is cut; 0 is none.", valueName: "length"))
    var apgNorm = ProjectedGuidance().threshold

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("APG: how much earlier updates count.", valueName: "factor"))
    var apgMomentum = ProjectedGuidance().momentum

    @OptionGroup(title: "Dynamic thresholding") var thresholding: ThresholdingOptions
    @OptionGroup(title: "Network") var network: NetworkOptions

    /// Puts the options into a request, whose scale stays.
    func apply(to request: inout GenerationRequest) throws {
        if let sMinUncond { request.guidance.minimumSigma = sMinUncond }
        if sMinUncondAll { request.guidance.skipsEveryStep = true }
        if let skipEarlyCond { request.guidance.skipEarly = skipEarlyCond }
        if let cfgRescale { request.guidance.rescale = cfgRescale }
        if apg {
            request.guidance.projection = ProjectedGuidance(
                parallel: apgEta, threshold: apgNorm, momentum: apgMomentum)
        }
        thresholding.apply(to: &request.guidance)
        try network.apply(to: &request.guidance)
    }
}
