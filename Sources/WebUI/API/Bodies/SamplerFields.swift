package import Wire

/// The samplers' own numbers. What is `nil` is as the options have it.
package struct SamplerFields: Sendable {
    package var eta: Double?
    package var minimumUncondSigma: Double?
    package var churn: Double?
    package var churnMax: Double?
    package var churnMin: Double?
    package var noise: Double?

    package static let fields: [WireField<SamplerFields>] = [
        .init(
            "eta", \.eta, "Noise of ancestral and SDE samplers; null is the option's.",
            range: WebUIRanges.eta),
        .init(
            "s_min_uncond", \.minimumUncondSigma,
            "Noise level below which the negative side is left out of every second call.",
            range: WebUIRanges.sigma),
        .init("s_churn", \.churn, "Noise put back over the walk.", range: WebUIRanges.churn),
        .init(
            "s_tmax", \.churnMax, "Highest level at which noise is put back; 0 is infinity.",
            range: WebUIRanges.sigma),
        .init(
            "s_tmin", \.churnMin, "Lowest level at which noise is put back.",
            range: WebUIRanges.sigma),
        .init("s_noise", \.noise, "Standard deviation of that noise.", range: WebUIRanges.noise),
    ]
}
