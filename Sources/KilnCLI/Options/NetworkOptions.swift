import ArgumentParser
import Kiln
import Models

/// What the UNet does differently: perturbed attention and FreeU.
struct NetworkOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Guidance away from perturbed attention (PAG): its scale; 3 is usual.",
            valueName: "scale"))
    var pagScale: Double?

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            "Block whose attention is perturbed: middle, input.N or output.N. Repeatable "
                + "(default: middle).", valueName: "block"))
    var pagBlocks: [String] = []

    @Option(
        help: ArgumentHelp(
            "Blur queries by this σ in the place of removing attention (SEG); inf is their mean.",
            valueName: "sigma"))
    var pagBlur: Double?

    @Flag(help: "Skip the blocks' transformer layers in the place of removing attention (SLG).")
    var pagSkip = false

    @Option(help: ArgumentHelp("Share of the steps at which PAG begins.", valueName: "share"))
    var pagStart = 0.0

    @Option(help: ArgumentHelp("Share of the steps at which PAG ends.", valueName: "share"))
    var pagEnd = 1.0

    @Option(
        help: ArgumentHelp(
            "FreeU: four factors b1,b2,s1,s2; 1.3,1.4,0.9,0.2 are usual.", valueName: "numbers"))
    var freeu: String?

    @Option(help: ArgumentHelp("FreeU's version: 1 or 2.", valueName: "n"))
    var freeuVersion = FreeU.Version.two

    @Option(help: ArgumentHelp("Share of the steps at which FreeU begins.", valueName: "share"))
    var freeuStart = 0.0

    @Option(help: ArgumentHelp("Share of the steps at which FreeU ends.", valueName: "share"))
    var freeuEnd = 1.0

    /// Puts the options into a guidance.
    func apply(to guidance: inout Guidance) throws {
        if let attention = try perturbedAttention() { guidance.perturbedAttention = attention }
        guard let freeU = try freeU() else { return }
        guidance.freeU = freeU
        guidance.freeUSteps = StepRange(start: freeuStart, end: freeuEnd)
    }

    private func perturbedAttention() throws -> PerturbedAttention? {
        guard pagScale != nil || pagBlur != nil || pagSkip else { return nil }
        do throws(UnknownBlock) {
            return try PerturbedAttention(
                scale: pagScale, blocks: pagBlocks, blur: pagBlur, skips: pagSkip,
                steps: StepRange(start: pagStart, end: pagEnd))
        } catch {
            throw ValidationError("\(error)")
        }
    }

    private func freeU() throws -> FreeU? {
        guard let freeu else { return nil }
        let numbers = freeu.split(separator: ",").compactMap { Double($0) }
        guard numbers.count == 4 else {
            throw ValidationError("--freeu is \"\(freeu)\"; it takes four numbers: b1,b2,s1,s2")
        }
        return FreeU(
            b1: numbers[0], b2: numbers[1], s1: numbers[2], s2: numbers[3], version: freeuVersion)
    }
}
