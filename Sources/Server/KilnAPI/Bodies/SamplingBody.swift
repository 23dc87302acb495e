import Wire

/// The samplers' and schedules' own numbers.
struct SamplingBody: WireObject {
    static let title = "Sampling"

    /// What of a VAE's posterior a picture becomes.
    enum Encoding: String, WireChoice {
        case mean, sample
    }

    var churn = 0.0
    var churnMin = 0.0
    var churnMax: Double?
    var noise = 1.0
    var sigmaMin: Double?
    var sigmaMax: Double?
    var rho: Double?
    var betaAlpha = 0.6
    var betaBeta = 0.6
    var zeroTerminalSNR: Bool?
    var interpolatesTimesteps = false
    var encoding = Encoding.mean

    static let fields: [WireField<Self>] = [
        .init("s_churn", \.churn, "Noise put back over the walk.", range: 0...1000),
        .init("s_tmin", \.churnMin, "Lowest level at which it is put back.", range: 0...10_000),
        .init(
            "s_tmax", \.churnMax, "Highest level at which it is put back; null is no limit.",
            range: 0...10_000),
        .init("s_noise", \.noise, "Standard deviation of added noise.", range: 0...10),
        .init(
            "sigma_min", \.sigmaMin, "Lowest level of the schedule; null is the model's.",
            range: 0...1_000_000),
        .init(
            "sigma_max", \.sigmaMax, "Highest level of the schedule; null is the model's.",
            range: 0...1_000_000),
        .init(
            "rho", \.rho, "Exponent of Karras and Polyexponential; null is 7 and 1.",
            range: 0.2...100),
        .init("beta_alpha", \.betaAlpha, "First shape of Beta.", range: 0.01...100),
        .init("beta_beta", \.betaBeta, "Second shape of Beta.", range: 0.01...100),
        .init(
            "zero_terminal_snr", \.zeroTerminalSNR,
            "Whether schedules end in pure noise; null is as the checkpoint says."),
        .init(
            "interpolate_timesteps", \.interpolatesTimesteps,
            "Whether the UNet is told fractions of timesteps, as AUTOMATIC1111's web UI does."),
        .init(
            "vae_encode", \.encoding, "What of a VAE's posterior a picture becomes."),
    ]
}

/// What makes noise beside seeds.
struct NoiseBody: WireObject {
    static let title = "Noise"

    var resizeFromWidth: Int?
    var resizeFromHeight: Int?
    var seedDelta = 0

    static let fields: [WireField<Self>] = [
        .init(
            "resize_from_width", \.resizeFromWidth,
            "Width whose noise is put in the middle; null for none.", range: 64...16_384),
        .init(
            "resize_from_height", \.resizeFromHeight,
            "Height whose noise is put in the middle; null for none.", range: 64...16_384),
        .init(
            "seed_delta", \.seedDelta, "Added to the seed for all draws after the first.",
            range: -1_000_000_000...1_000_000_000),
    ]
}

/// How prompts are read.
struct TextBody: WireObject {
    static let title = "PromptReading"

    /// How weights act, by the web UI's names.
    enum Emphasis: String, WireChoice {
        case none = "None"
        case ignored = "Ignore"
        case original = "Original"
        case withoutNorm = "No norm"
    }

    var emphasis = Emphasis.original
    var readsComments = true
    var usesOldEditing = false

    static let fields: [WireField<Self>] = [
        .init("emphasis", \.emphasis, "How the weights of (word:1.2) act."),
        .init("comments", \.readsComments, "Whether what follows a # is left out."),
        .init(
            "old_editing", \.usesOldEditing,
            "Whether [a:b:2] is read as web UIs before 1.6 did."),
    ]
}
