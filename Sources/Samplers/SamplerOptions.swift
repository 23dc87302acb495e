/// What may be set of a sampler: the request fields and options that the web UI has for it. Each
/// sampler reads what `SamplerKind` says it reads.
public struct SamplerOptions: Sendable, Hashable {
    /// `eta`: how much of the posterior's noise ancestral and SDE samplers add; `nil` is the
    /// sampler's own, 0 for DDIM and 1 for the others.
    public var eta: Double?
    /// `s_churn`: noise put back over the whole walk.
    public var churn = 0.0
    /// `s_tmin`: the lowest level at which noise is put back.
    public var churnMin = 0.0
    /// `s_tmax`: the highest; the web UI's 0 is infinity.
    public var churnMax = Double.infinity
    /// `s_noise`: the standard deviation of the draws.
    public var noiseScale = 1.0
    /// Restart's stretches; `nil` lets the number of steps decide.
    public var restarts: [Restart.Segment]?
    /// `uni_pc_*`.
    public var uniPC = UniPCOptions()
    /// How DPM adaptive chooses its steps.
    public var adaptive = AdaptiveControl()
    /// The number of timesteps that LCM's model knows.
    public var lcmTimesteps = 50
    /// Gradient estimation's γ.
    public var gradientGamma = 2.0
    /// ER-SDE's highest order.
    public var erSDEOrder = 3
    /// `always_discard_next_to_last_sigma`: whether every sampler drops its last level but one.
    public var discardsPenultimate = false

    /// The web UI's defaults.
    public init() {}

    /// The churn; of an empty range there is none.
    var churned: Churn {
        guard churnMin <= churnMax else { return Churn() }
        return Churn(churn, range: churnMin...churnMax, noiseScale: noiseScale)
    }
}
