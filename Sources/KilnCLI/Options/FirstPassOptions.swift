import ArgumentParser
import Kiln

/// What an option is that is not given.
private let defaults = GenerationRequest()

/// What a first pass makes, and with what.
struct FirstPassOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "What to show. Repeat it for several prompts in one job.", valueName: "text"))
    var prompt: [String] = []

    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp("What not to show. Once, or once per prompt.", valueName: "text"))
    var negativePrompt: [String] = []

    @Option(
        help: ArgumentHelp(
            "Checkpoint by file name, stem, title or hash (default: the first that can be used).",
            valueName: "name"))
    var checkpoint: String?

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            "VAE or text encoder in place of the checkpoint's own. Repeatable.", valueName: "name"))
    var module: [String] = []

    @Option(help: ArgumentHelp("Sampler steps (default: \(defaults.steps)).", valueName: "n"))
    var steps: Int?

    @Option(
        help: ArgumentHelp(
            "Sampler (default: \(defaults.sampler)): \(Choices.samplers).", valueName: "name"))
    var sampler: String?

    @Option(
        help: ArgumentHelp(
            "Schedule (default: \(defaults.scheduler)): \(Choices.schedules).", valueName: "name"))
    var scheduler: String?

    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Guidance scale (default: \(defaults.cfgScale)). Once, or once per prompt.",
            valueName: "scale"))
    var cfgScale: [Double] = []

    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Seed of the first image; -1 draws one (default: -1). Once, or once per prompt.",
            valueName: "n"))
    var seed: [Int] = []

    @Option(
        help: ArgumentHelp("Width in pixels (default: \(defaults.width)).", valueName: "pixels"))
    var width: Int?

    @Option(
        help: ArgumentHelp("Height in pixels (default: \(defaults.height)).", valueName: "pixels"))
    var height: Int?

    @Option(help: ArgumentHelp("Images per forward batch.", valueName: "n"))
    var batchSize = defaults.batchSize

    @Option(help: ArgumentHelp("Batches per prompt.", valueName: "n"))
    var nIter = defaults.iterations

    @Option(
        help: ArgumentHelp(
            "Take all settings from this picture's infotext; options that are given go before it.",
            valueName: "file"))
    var from: String?
}
