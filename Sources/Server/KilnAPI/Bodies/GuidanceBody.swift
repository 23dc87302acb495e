import Kiln
import Wire

/// How prompts steer beyond the guidance scale.
struct GuidanceBody: WireObject {
    static let title = "Guidance"

    var minimumSigma = 0.0
    var skipsEveryStep = false
    var skipEarly = 0.0
    var rescale = 0.0
    var projection: ProjectionBody?
    var mimic: MimicBody?
    var imagen: ImagenBody?
    var perturbation: PerturbationBody?
    var freeU: FreeUBody?

    static let fields: [WireField<Self>] = [
        .init(
            "s_min_uncond", \.minimumSigma,
            "Noise level below which every second step leaves the negative prompt out (NGMS).",
            range: Guidance.Ranges.minimumSigma),
        .init(
            "s_min_uncond_all", \.skipsEveryStep, "Whether every step below it does."),
        .init(
            "skip_early_cond", \.skipEarly,
            "Share of the first steps that leave the negative prompt out.",
            range: Guidance.Ranges.share),
        .init(
            "rescale", \.rescale,
            "How much contrast is set back to what the prompt alone gives.",
            range: Guidance.Ranges.share),
        .init("apg", \.projection, "Adaptive projected guidance; null is off."),
        .init("mimic", \.mimic, "Dynamic thresholding by a lower scale; null is off."),
        .init("imagen", \.imagen, "Dynamic thresholding by a percentile; null is off."),
        .init(
            "pag", \.perturbation, "Guidance away from disturbed attention; null is off."),
        .init("freeu", \.freeU, "FreeU; null is off."),
    ]
}

/// Adaptive projected guidance.
struct ProjectionBody: WireObject {
    static let title = "ProjectedGuidance"

    var eta = 0.0
    var norm = 15.0
    var momentum = -0.5

    static let fields: [WireField<Self>] = [
        .init(
            "eta", \.eta, "How much of the part along the picture is kept.",
            range: Guidance.Ranges.parallel),
        .init(
            "norm", \.norm, "Length to which an update is cut; 0 is none.",
            range: Guidance.Ranges.threshold),
        .init(
            "momentum", \.momentum, "How much earlier updates count.",
            range: Guidance.Ranges.momentum),
    ]
}

/// Dynamic thresholding by the spread of a lower scale.
struct MimicBody: WireObject {
    static let title = "MimicThresholding"

    /// What is measured, by the web UI's names.
    enum Measure: String, WireChoice {
        case greatest = "AD"
        case deviation = "STD"
    }

    /// What stays in place, by the web UI's names.
    enum Startpoint: String, WireChoice {
        case mean = "MEAN"
        case zero = "ZERO"
    }

    var scale = 7.0
    var percentile = 1.0
    var share = 1.0
    var separatesChannels = true
    var startpoint = Startpoint.mean
    var measure = Measure.greatest
    var mode = "Constant"
    var minimum = 0.0
    var guidanceMode = "Constant"
    var guidanceMinimum = 0.0
    var scheduleValue = 4.0

    private static let modes = ScaleSchedule.Mode.allCases.map(\.rawValue)

    static let fields: [WireField<Self>] = [
        .init(
            "scale", \.scale, "The scale whose spread is kept.", range: Guidance.Ranges.scale),
        .init(
            "percentile", \.percentile, "Share of values that the limit is measured on.",
            range: Guidance.Ranges.percentile),
        .init(
            "phi", \.share, "Share of the limited picture in the result.",
            range: Guidance.Ranges.share),
        .init("separate_channels", \.separatesChannels, "Whether channels are measured apart."),
        .init("startpoint", \.startpoint, "What stays in place."),
        .init(
            "measure", \.measure, "What is measured: greatest distance or standard deviation."),
        .init("mode", \.mode, "How that scale changes over the pass.", rule: .oneOf(modes)),
        .init("minimum", \.minimum, "Its low end.", range: Guidance.Ranges.scale),
        .init(
            "cfg_mode", \.guidanceMode, "How the guidance scale changes.", rule: .oneOf(modes)),
        .init("cfg_minimum", \.guidanceMinimum, "Its low end.", range: Guidance.Ranges.scale),
        .init(
            "schedule_value", \.scheduleValue, "Power or number of repeats of the changes.",
            range: Guidance.Ranges.scheduleValue),
    ]
}

/// Dynamic thresholding as Imagen has it.
struct ImagenBody: WireObject {
    static let title = "ImagenThresholding"

    var percentile = 0.995
    var bound = 1.0

    static let fields: [WireField<Self>] = [
        .init(
            "percentile", \.percentile, "Share of values within the limit.",
            range: Guidance.Ranges.percentile),
        .init("bound", \.bound, "The limit.", range: Guidance.Ranges.bound),
    ]
}

/// Guidance away from disturbed attention.
struct PerturbationBody: WireObject {
    static let title = "PerturbedAttention"

    var scale = 3.0
    var blocks = ["middle"]
    var blur: Double?
    var skips = false
    var start = 0.0
    var end = 1.0

    static let fields: [WireField<Self>] = [
        .init("scale", \.scale, "Its scale.", range: Guidance.Ranges.perturbation),
        .init(
            "blocks", \.blocks, "Blocks of the UNet, as middle, input.4 or output.3.",
            rule: .count(1...64)),
        .init(
            "blur", \.blur,
            """
            Queries are blurred by so much in the place of removing attention (SEG); above 9,999 \
            each is their mean.
            """, range: 0...1_000_000),
        .init("skip", \.skips, "Whether the blocks' transformer layers are left out (SLG)."),
        .init("start", \.start, "Share of the steps at which it begins.", range: 0...1),
        .init("end", \.end, "Share of the steps at which it ends.", range: 0...1),
    ]
}

/// FreeU.
struct FreeUBody: WireObject {
    static let title = "FreeU"

    var b1 = 1.3
    var b2 = 1.4
    var s1 = 0.9
    var s2 = 0.2
    var version = 2
    var start = 0.0
    var end = 1.0

    static let fields: [WireField<Self>] = [
        .init("b1", \.b1, "Factor of the first backbone.", range: Guidance.Ranges.freeU),
        .init("b2", \.b2, "Factor of the second backbone.", range: Guidance.Ranges.freeU),
        .init("s1", \.s1, "Factor of the first skips.", range: Guidance.Ranges.freeU),
        .init("s2", \.s2, "Factor of the second skips.", range: Guidance.Ranges.freeU),
        .init("version", \.version, "Its version.", range: 1...2),
        .init("start", \.start, "Share of the steps at which it begins.", range: 0...1),
        .init("end", \.end, "Share of the steps at which it ends.", range: 0...1),
    ]
}
