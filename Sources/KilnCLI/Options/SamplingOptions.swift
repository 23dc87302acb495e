import ArgumentParser
import Kiln
import Samplers

/// The samplers' and schedules' own numbers, for both passes.
struct SamplingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How much of its noise a stochastic sampler adds (default: 1, of DDIM 0).",
            valueName: "share"))
    var eta: Double?

    @Option(help: ArgumentHelp("Noise put back over the walk (default: 0).", valueName: "amount"))
    var sChurn: Double?

    @Option(
        help: ArgumentHelp("Lowest σ at which it is put back (default: 0).", valueName: "sigma"))
    var sTmin: Double?

    @Option(
        help: ArgumentHelp(
            "Highest σ at which it is put back; 0 is no limit (default: 0).", valueName: "sigma"))
    var sTmax: Double?

    @Option(
        help: ArgumentHelp("Standard deviation of added noise (default: 1).", valueName: "factor"))
    var sNoise: Double?

    @Option(
        help: ArgumentHelp("Lowest σ of the schedule (default: the model's).", valueName: "sigma"))
    var sigmaMin: Double?

    @Option(
        help: ArgumentHelp("Highest σ of the schedule (default: the model's).", valueName: "sigma"))
    var sigmaMax: Double?

    @Option(
        help: ArgumentHelp(
            "Exponent of Karras and Polyexponential (default: 7 and 1).", valueName: "exponent"))
    var rho: Double?

    @Option(
        help: ArgumentHelp("First shape of the schedule Beta (default: 0.6).", valueName: "shape"))
    var betaAlpha: Double?

    @Option(
        help: ArgumentHelp("Second shape of the schedule Beta (default: 0.6).", valueName: "shape"))
    var betaBeta: Double?

    @Flag(
        inversion: .prefixedNo,
        help: "Schedules that end in pure noise (default: as the checkpoint says).")
    var zeroTerminalSnr: Bool?

    @Option(
        help: ArgumentHelp(
            "What of a VAE's posterior a picture becomes: its mean, or a sample of it as in Forge "
                + "(default: mean).", valueName: "what"))
    var vaeEncode: LatentEncoding?

    @Flag(help: "Tell the UNet fractions of timesteps, as AUTOMATIC1111's web UI does.")
    var interpolateTimesteps = false

    /// Puts the options into a request.
    func apply(to request: inout GenerationRequest) {
        request.samplerOptions.eta = eta ?? request.samplerOptions.eta
        if let sChurn { request.samplerOptions.churn = sChurn }
        if let sTmin { request.samplerOptions.churnMin = sTmin }
        if let sTmax { request.samplerOptions.churnMax = sTmax > 0 ? sTmax : .infinity }
        if let sNoise { request.samplerOptions.noiseScale = sNoise }
        request.scheduleOptions.sigmaMin = sigmaMin ?? request.scheduleOptions.sigmaMin
        request.scheduleOptions.sigmaMax = sigmaMax ?? request.scheduleOptions.sigmaMax
        request.scheduleOptions.rho = rho ?? request.scheduleOptions.rho
        if let betaAlpha { request.scheduleOptions.betaAlpha = betaAlpha }
        if let betaBeta { request.scheduleOptions.betaBeta = betaBeta }
        request.endsInNoise = zeroTerminalSnr ?? request.endsInNoise
        if interpolateTimesteps { request.interpolatesTimesteps = true }
        if let vaeEncode { request.encoding = vaeEncode }
    }
}
