import ArgumentParser
import Kiln
import Samplers

/// Where an image's noise comes from, and what is mixed into it.
struct NoiseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Noise source: nv (as on an NVIDIA card) or cpu (default: nv).", valueName: "source"))
    var rng: String?

    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Seed of the noise that is mixed in; -1 draws one. Once, or once per prompt.",
            valueName: "n"))
    var subseed: [Int] = []

    @Option(
        help: ArgumentHelp(
            "How much of the subseed's noise is mixed in, 0 to 1 (default: 0).",
            valueName: "share"))
    var subseedStrength: Double?

    @Option(
        name: .customLong("seed-resize-from-w"),
        help: ArgumentHelp("Width whose noise is put in the middle.", valueName: "pixels"))
    var seedResizeFromWidth: Int?

    @Option(
        name: .customLong("seed-resize-from-h"),
        help: ArgumentHelp("Height whose noise is put in the middle.", valueName: "pixels"))
    var seedResizeFromHeight: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Added to the seed for all draws after the first (default: 0).", valueName: "n"))
    var ensd: Int?

    /// Puts the options into a request.
    func apply(to request: inout GenerationRequest) {
        request.rng = rng ?? request.rng
        if let subseedStrength { request.variation.subseedStrength = subseedStrength }
        if let ensd { request.variation.seedDelta = ensd }
        if let width = seedResizeFromWidth, let height = seedResizeFromHeight,
            width > 0, height > 0
        {
            request.variation.resizeFrom = PixelSize(width: width, height: height)
        }
    }
}
