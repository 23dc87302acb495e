package import Wire

extension WebUIOptions {
    /// The samplers' own numbers, where requests have none.
    package struct Sampling: Sendable {
        package var eta = 1.0
        package var etaDDIM = 0.0
        package var seedDelta = 0
        package var noiseSource = NoiseSource.gpu
        package var churn = 0.0
        package var churnMin = 0.0
        package var churnMax = 0.0
        package var noise = 1.0
        package var minimumUncondSigma = 0.0
        package var skipsUncondEveryStep = false
        package var skipEarly = 0.0
        package var uniPC = UniPC()

        /// Where noise comes from.
        package enum NoiseSource: String, WireChoice {
            case gpu = "GPU"
            case cpu = "CPU"
            case nv = "NV"
        }

        /// UniPC's numbers.
        package struct UniPC: Sendable {
            package var variant = Variant.bh1
            package var skipType = SkipType.timeUniform
            package var order = 3
            package var lowersLastOrder = true

            /// The kind of solver.
            package enum Variant: String, WireChoice {
                case bh1
                case bh2
                case varyCoeff = "vary_coeff"
            }

            /// How steps are spread.
            package enum SkipType: String, WireChoice {
                case timeUniform = "time_uniform"
                case timeQuadratic = "time_quadratic"
                case logSNR
            }
        }

        package static let fields: [WireField<Sampling>] =
            noiseFields + guidanceFields + UniPC.fields.map { $0.lifted(to: \.uniPC) }

        private static let noiseFields: [WireField<Sampling>] = [
            .init(
                "eta_ancestral", \.eta, "Noise of ancestral and SDE samplers.",
                range: WebUIRanges.eta),
            .init("eta_ddim", \.etaDDIM, "Noise of DDIM.", range: WebUIRanges.eta),
            .init(
                "eta_noise_seed_delta", \.seedDelta, "Added to seeds for draws after the first.",
                range: WebUIRanges.seedDelta),
            .init("randn_source", \.noiseSource, "Where noise comes from; GPU is the same as NV."),
            .init("s_churn", \.churn, "Noise put back over the walk.", range: WebUIRanges.churn),
            .init(
                "s_tmin", \.churnMin, "Lowest level at which noise is put back.",
                range: WebUIRanges.sigma),
            .init(
                "s_tmax", \.churnMax, "Highest level at which noise is put back; 0 is infinity.",
                range: WebUIRanges.sigma),
            .init(
                "s_noise", \.noise, "Standard deviation of that noise.", range: WebUIRanges.noise),
        ]

        private static let guidanceFields: [WireField<Sampling>] = [
            .init(
                "s_min_uncond", \.minimumUncondSigma,
                "Noise level below which the negative side is left out of every second call.",
                range: WebUIRanges.sigma),
            .init("s_min_uncond_all", \.skipsUncondEveryStep, "Whether of every call."),
            .init(
                "skip_early_cond", \.skipEarly,
                "Share of the steps at whose beginning the negative side is left out.",
                range: WebUIRanges.share),
        ]
    }
}

extension WebUIOptions.Sampling.UniPC {
    fileprivate static let fields: [WireField<Self>] = [
        .init("uni_pc_variant", \.variant, "UniPC's solver."),
        .init("uni_pc_skip_type", \.skipType, "How UniPC's steps are spread."),
        .init("uni_pc_order", \.order, "UniPC's order.", range: 1...3),
        .init(
            "uni_pc_lower_order_final", \.lowersLastOrder,
            "Whether UniPC's last steps are of lower order."),
    ]
}

extension WebUIOptions {
    /// The schedules' own numbers.
    package struct Schedule: Sendable {
        package var sigmaMin = 0.0
        package var sigmaMax = 0.0
        package var rho = 0.0
        package var betaAlpha = 0.6
        package var betaBeta = 0.6
        package var usesOldKarrasSigmas = false
        package var discardsPenultimate = false
        package var noiseSchedule = NoiseSchedule.plain
        package var quantises = true

        /// The schedule that models are trained with.
        package enum NoiseSchedule: String, WireChoice {
            case plain = "Default"
            case zeroTerminalSNR = "Zero Terminal SNR"
        }

        package static let fields: [WireField<Schedule>] = [
            .init(
                "sigma_min", \.sigmaMin, "Lowest level; 0 is the model's.", range: WebUIRanges.sigma
            ),
            .init(
                "sigma_max", \.sigmaMax, "Highest level; 0 is the model's.",
                range: WebUIRanges.sigma),
            .init("rho", \.rho, "Exponent of Karras; 0 is the schedule's own.", range: 0...100),
            .init("beta_dist_alpha", \.betaAlpha, "Beta's first shape.", range: 0.01...100),
            .init("beta_dist_beta", \.betaBeta, "Beta's second shape.", range: 0.01...100),
            .init(
                "use_old_karras_scheduler_sigmas", \.usesOldKarrasSigmas,
                "Whether levels go from 0.1 to 10 where neither end is set."),
            .init(
                "always_discard_next_to_last_sigma", \.discardsPenultimate,
                "Whether every sampler drops its last level but one."),
            .init("sd_noise_schedule", \.noiseSchedule, "Whether schedules end in pure noise."),
            .init(
                "enable_quantization", \.quantises,
                "Whether noise levels go to the nearest of the model's table."),
        ]
    }
}
