import ArgumentParser
import Kiln

/// Limits for what a high guidance scale makes too strong.
struct ThresholdingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The scale whose spread is kept; 7 is usual.", valueName: "scale"))
    var dynthresMimicScale: Double?

    @Option(
        help: ArgumentHelp(
            "Share of values that the limit is measured on, 0.5 to 1.", valueName: "share"))
    var dynthresPercentile = MimicThresholding().percentile

    @Option(
        help: ArgumentHelp("Share of the limited picture in the result.", valueName: "share"))
    var dynthresPhi = MimicThresholding().interpolation

    @Flag(help: "Measure all channels together.")
    var dynthresTogether = false

    @Option(help: ArgumentHelp("What stays in place.", valueName: "what"))
    var dynthresStartpoint = MimicThresholding().startpoint

    @Option(
        help: ArgumentHelp(
            "What is measured: the greatest distance or the standard deviation.",
            valueName: "what"))
    var dynthresMeasure = MimicThresholding().measure

    @Option(help: ArgumentHelp("How the mimicked scale changes.", valueName: "mode"))
    var dynthresMimicMode = ScaleSchedule.Mode.constant

    @Option(help: ArgumentHelp("How the guidance scale changes.", valueName: "mode"))
    var dynthresCfgMode = ScaleSchedule.Mode.constant

    @Option(help: ArgumentHelp("Low end of the mimicked scale.", valueName: "scale"))
    var dynthresMimicMin = 0.0

    @Option(help: ArgumentHelp("Low end of the guidance scale.", valueName: "scale"))
    var dynthresCfgMin = 0.0

    @Option(help: ArgumentHelp("Power or number of repeats of the change.", valueName: "n"))
    var dynthresSchedVal = 4.0

    @Option(
        help: ArgumentHelp(
            "Imagen's thresholding: share of values within the limit; 0.995 is usual.",
            valueName: "share"))
    var imagenPercentile: Double?

    @Option(help: ArgumentHelp("Imagen's thresholding: the limit.", valueName: "value"))
    var imagenBound = 1.0

    /// Puts the options into a guidance.
    func apply(to guidance: inout Guidance) {
        if let percentile = imagenPercentile {
            guidance.dynamicThresholding = .imagen(percentile: percentile, bound: imagenBound)
        }
        guard let dynthresMimicScale else { return }
        var mimic = MimicThresholding(mimicScale: dynthresMimicScale)
        mimic.percentile = dynthresPercentile
        mimic.interpolation = dynthresPhi
        mimic.separatesChannels = !dynthresTogether
        mimic.startpoint = dynthresStartpoint
        mimic.measure = dynthresMeasure
        mimic.mimicSchedule = ScaleSchedule(
            dynthresMimicMode, minimum: dynthresMimicMin, value: dynthresSchedVal)
        mimic.scaleSchedule = ScaleSchedule(
            dynthresCfgMode, minimum: dynthresCfgMin, value: dynthresSchedVal)
        guidance.dynamicThresholding = .mimic(mimic)
    }
}
