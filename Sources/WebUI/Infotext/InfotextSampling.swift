extension Infotext.Fields {
    /// Numbers of the sampler and its schedule. What a sampler does not use is left as it is here.
    public struct Sampling: Hashable, Sendable {
        /// Share of noise in ancestral steps; 1 is not written.
        public var eta = 1.0
        /// Share of noise in DDIM's steps; 0 is not written.
        public var etaDDIM = 0.0
        /// Stochasticity of Karras et al. 2022, algorithm 2; 0 is not written.
        public var churn = 0.0
        /// The least σ with stochasticity; 0 is not written.
        public var churnMinimum = 0.0
        /// The greatest σ with stochasticity; infinity is not written, nor is 0, which means it.
        public var churnMaximum = Double.infinity
        /// A factor for noise that is drawn while sampling; 1 is not written.
        public var noise = 1.0
        /// The schedule's last σ; 0, the model's own, is not written.
        public var scheduleMinimum = 0.0
        /// The schedule's first σ; 0, the model's own, is not written.
        public var scheduleMaximum = 0.0
        /// The exponent of Karras et al. 2022, equation 5; 0, the schedule's own, is not written.
        public var scheduleRho = 0.0
        /// α and β of the Beta schedule, for pictures that were made with it.
        public var beta: Beta?
        /// Whether the σ before the last was left out; false is not written.
        public var discardsPenultimate = false
        /// Whether first noise was scaled by √(1+σ²) rather than σ; false is not written.
        public var sgmNoiseMultiplier = false
        /// The training schedule: "Default", which is not written, or "Zero Terminal SNR".
        public var noiseSchedule = "Default"
        /// Whether σ between two entries of the model's table stayed between them (AUTOMATIC1111)
        /// rather than going to the nearest (Forge); false is not written. Kiln's own entry, as are
        /// those of DPM adaptive.
        public var interpolatesSigmas = false
        /// UniPC's options, for pictures that were made with it.
        public var uniPC = UniPC()
        /// DPM adaptive's tolerances, where they are not its own.
        public var adaptive = Adaptive()

        /// The web UI's numbers.
        public init() {}
    }

    /// The parameters of the Beta schedule's distribution.
    public struct Beta: Hashable, Sendable {
        /// The distribution's α.
        public var alpha: Double
        /// The distribution's β.
        public var beta: Double

        /// A distribution of two parameters.
        public init(alpha: Double = 0.6, beta: Double = 0.6) {
            (self.alpha, self.beta) = (alpha, beta)
        }
    }

    /// UniPC's options (Zhao et al. 2023); what is written here is the web UI's, and not written.
    public struct UniPC: Hashable, Sendable {
        /// The kind of solver: "bh1", "bh2" or "vary_coeff".
        public var variant = "bh1"
        /// How steps are spread: "time_uniform", "time_quadratic" or "logSNR".
        public var skipType = "time_uniform"
        /// The solver's order, 1…3.
        public var order = 3
        /// Whether the last steps are of lower order.
        public var lowersLastOrder = true

        /// The web UI's options.
        public init() {}
    }

    /// DPM adaptive's tolerances; k-diffusion's are not written.
    public struct Adaptive: Hashable, Sendable {
        /// The relative tolerance.
        public var relativeTolerance = 0.05
        /// The absolute tolerance.
        public var absoluteTolerance = 0.0078

        /// k-diffusion's tolerances.
        public init() {}
    }
}
