extension SamplerKind {
    /// Every sampler: the web UI's in its order, then those that other programs have beside them.
    public static let all: [SamplerKind] = [
        .dpmSolver2M, .dpmSolverSDE, .dpmSolver2MSDE, .dpmSolver2MSDEHeun, .dpmSolver2SAncestral,
        .dpmSolver3MSDE, .eulerAncestral, .euler, .linearMultistep, .heun, .dpm2, .dpm2Ancestral,
        .dpmFast, .dpmAdaptive, .restart, .heunPP2, .ipndm, .ipndmV, .deis, .ddim, .ddimCFGPlusPlus,
        .plms, .uniPC, .lcm, .ddpm, .eulerCFGPlusPlus, .eulerAncestralCFGPlusPlus,
        .heunCFGPlusPlus, .dpmSolver2MCFGPlusPlus, .erSDE, .gradientEstimation,
    ]

    // MARK: - DPM-Solver++

    /// DPM-Solver++(2M).
    public static let dpmSolver2M = SamplerKind(
        "DPM++ 2M", aliases: ["k_dpmpp_2m"], schedule: .karras, traits: .acceptsFlow
    ) { DPMSolver2M(process: $0.process) }

    /// SDE-DPM-Solver++(2S).
    public static let dpmSolverSDE = SamplerKind(
        "DPM++ SDE", aliases: ["k_dpmpp_sde"], schedule: .karras, eta: 1,
        traits: [.isSecondOrder, .usesBrownianNoise, .readsNoiseScale, .acceptsFlow]
    ) { DPMSolverSDE(eta: $0.eta, noiseScale: $0.options.noiseScale, process: $0.process) }

    /// SDE-DPM-Solver++(2M).
    public static let dpmSolver2MSDE = SamplerKind(
        "DPM++ 2M SDE", aliases: ["k_dpmpp_2m_sde"], schedule: .exponential, eta: 1,
        traits: [.usesBrownianNoise, .readsNoiseScale, .acceptsFlow]
    ) { DPMSolver2MSDE(eta: $0.eta, noiseScale: $0.options.noiseScale, process: $0.process) }

    /// SDE-DPM-Solver++(2M), its slope integrated exactly.
    public static let dpmSolver2MSDEHeun = SamplerKind(
        "DPM++ 2M SDE Heun", aliases: ["k_dpmpp_2m_sde_heun"], schedule: .exponential, eta: 1,
        traits: [.usesBrownianNoise, .readsNoiseScale, .acceptsFlow]
    ) { DPMSolver2MSDE(.heun, eta: $0.eta, noiseScale: $0.options.noiseScale, process: $0.process) }

    /// DPM-Solver++(2S), ancestral.
    public static let dpmSolver2SAncestral = SamplerKind(
        "DPM++ 2S a", aliases: ["k_dpmpp_2s_a"], schedule: .karras, eta: 1,
        traits: [.usesENSD, .isSecondOrder, .readsNoiseScale, .acceptsFlow]
    ) { DPMSolver2SAncestral(eta: $0.eta, noiseScale: $0.options.noiseScale, process: $0.process) }

    /// The SDE's multistep solver of third order.
    public static let dpmSolver3MSDE = SamplerKind(
        "DPM++ 3M SDE", aliases: ["k_dpmpp_3m_sde"], schedule: .exponential, eta: 1,
        traits: [.discardsPenultimate, .usesBrownianNoise, .readsNoiseScale, .acceptsFlow]
    ) { DPMSolver3MSDE(eta: $0.eta, noiseScale: $0.options.noiseScale, process: $0.process) }

    // MARK: - The ODE's classic methods

    /// Euler ancestral. It reads no `s_noise`, as in the web UI.
    public static let eulerAncestral = SamplerKind(
        "Euler a", aliases: ["k_euler_a", "k_euler_ancestral"], eta: 1,
        traits: [.usesENSD, .acceptsFlow]
    ) { EulerAncestral(eta: $0.eta, process: $0.process) }

    /// Euler.
    public static let euler = SamplerKind(
        "Euler", aliases: ["k_euler"], traits: [.readsChurn, .acceptsFlow]
    ) { Euler(churn: $0.options.churned, process: $0.process) }

    /// Adams and Bashforth's method.
    public static let linearMultistep = SamplerKind(
        "LMS", aliases: ["k_lms"], traits: .acceptsFlow
    ) { _ in LinearMultistep() }

    /// Heun.
    public static let heun = SamplerKind(
        "Heun", aliases: ["k_heun"], traits: [.isSecondOrder, .readsChurn, .acceptsFlow]
    ) { Heun(churn: $0.options.churned, process: $0.process) }

    /// DPM-Solver-2.
    public static let dpm2 = SamplerKind(
        "DPM2", aliases: ["k_dpm_2"], schedule: .karras,
        traits: [.discardsPenultimate, .isSecondOrder, .readsChurn, .acceptsFlow]
    ) { DPM2(churn: $0.options.churned, process: $0.process) }

    /// DPM-Solver-2, ancestral.
    public static let dpm2Ancestral = SamplerKind(
        "DPM2 a", aliases: ["k_dpm_2_a"], schedule: .karras, eta: 1,
        traits: [
            .discardsPenultimate, .usesENSD, .isSecondOrder, .readsNoiseScale, .acceptsFlow,
        ]
    ) { DPM2Ancestral(eta: $0.eta, noiseScale: $0.options.noiseScale, process: $0.process) }

    /// DPM-Solver-fast.
    public static let dpmFast = SamplerKind(
        "DPM fast", aliases: ["k_dpm_fast"], eta: 1,
        traits: [.usesENSD, .ignoresSchedule, .readsNoiseScale, .acceptsFlow]
    ) { DPMSolverFast(eta: $0.eta, noiseScale: $0.options.noiseScale, process: $0.process) }

    /// DPM-Solver with adaptive steps.
    public static let dpmAdaptive = SamplerKind(
        "DPM adaptive", aliases: ["k_dpm_ad"], eta: 1,
        traits: [.usesENSD, .ignoresSchedule, .isAdaptive, .acceptsFlow]
    ) { DPMSolverAdaptive(control: $0.options.adaptive, eta: $0.eta, process: $0.process) }

    /// Restart.
    public static let restart = SamplerKind(
        "Restart", aliases: ["restart"], schedule: .karras, traits: [.isSecondOrder, .acceptsFlow]
    ) { Restart(segments: $0.options.restarts, process: $0.process) }

    /// Heun with one more look ahead.
    public static let heunPP2 = SamplerKind(
        "HeunPP2", aliases: ["heunpp2"], traits: .acceptsFlow
    ) { _ in HeunPP2() }

    /// The improved pseudo linear multistep method.
    public static let ipndm = SamplerKind(
        "IPNDM", aliases: ["ipndm"], traits: .acceptsFlow
    ) { _ in IPNDM() }

    /// The same with variable steps.
    public static let ipndmV = SamplerKind(
        "IPNDM_V", aliases: ["ipndm_v"], traits: .acceptsFlow
    ) { _ in IPNDMV() }

    /// The diffusion exponential integrator.
    public static let deis = SamplerKind(
        "DEIS", aliases: ["deis"], traits: .acceptsFlow
    ) { _ in DEIS() }

    // MARK: - By timesteps

    /// DDIM.
    public static let ddim = SamplerKind(
        "DDIM", aliases: ["ddim"], eta: 0, traits: .usesTimesteps
    ) { DDIM(eta: $0.eta) }

    /// DDIM with CFG++.
    public static let ddimCFGPlusPlus = SamplerKind(
        "DDIM CFG++", aliases: ["ddim_cfgpp"], traits: [.usesTimesteps, .usesBothSides]
    ) { _ in DDIMCFGPlusPlus() }

    /// PLMS.
    public static let plms = SamplerKind(
        "PLMS", aliases: ["plms"], traits: .usesTimesteps
    ) { _ in PLMS() }

    /// UniPC.
    public static let uniPC = SamplerKind(
        "UniPC", aliases: ["unipc"], traits: .usesTimesteps
    ) { UniPC($0.options.uniPC) }

    // MARK: - Models of their own and own noise

    /// LCM.
    public static let lcm = SamplerKind(
        "LCM", aliases: ["k_lcm"], traits: .usesLCMTimesteps
    ) { LCM(table: $0.table) }

    /// DDPM: ancestral sampling with the whole posterior's noise.
    public static let ddpm = SamplerKind(
        "DDPM", aliases: ["ddpm"], traits: .drawsGlobalNoise
    ) { _ in EulerAncestral() }

    // MARK: - Beyond the web UI

    /// Euler with CFG++.
    public static let eulerCFGPlusPlus = SamplerKind(
        "Euler CFG++", aliases: ["euler_cfg_pp"], traits: [.usesBothSides, .acceptsFlow]
    ) { EulerCFGPlusPlus(process: $0.process) }

    /// Euler ancestral with CFG++.
    public static let eulerAncestralCFGPlusPlus = SamplerKind(
        "Euler a CFG++", aliases: ["euler_ancestral_cfg_pp"], eta: 1,
        traits: [.usesENSD, .usesBothSides, .readsNoiseScale, .acceptsFlow]
    ) {
        EulerAncestralCFGPlusPlus(
            eta: $0.eta, noiseScale: $0.options.noiseScale, process: $0.process)
    }

    /// Heun with CFG++.
    public static let heunCFGPlusPlus = SamplerKind(
        "Heun CFG++", aliases: ["heun_cfg_pp"],
        traits: [.isSecondOrder, .usesBothSides, .acceptsFlow]
    ) { HeunCFGPlusPlus(process: $0.process) }

    /// DPM-Solver++(2M) with CFG++.
    public static let dpmSolver2MCFGPlusPlus = SamplerKind(
        "DPM++ 2M CFG++", aliases: ["dpmpp_2m_cfg_pp"], schedule: .karras,
        traits: [.usesBothSides, .acceptsFlow]
    ) { DPMSolver2MCFGPlusPlus(process: $0.process) }

    /// ER-SDE-Solver-3.
    public static let erSDE = SamplerKind(
        "ER SDE", aliases: ["er_sde"], traits: [.usesENSD, .readsNoiseScale, .acceptsFlow]
    ) {
        ERSDE(
            order: $0.options.erSDEOrder, noiseScale: $0.options.noiseScale, process: $0.process)
    }

    /// Euler with an estimated gradient.
    public static let gradientEstimation = SamplerKind(
        "Gradient Estimation", aliases: ["gradient_estimation"], traits: .acceptsFlow
    ) { GradientEstimation(gamma: $0.options.gradientGamma) }
}

// MARK: - Names in requests

extension SamplerKind {
    /// The sampler and the schedule that two names mean.
    ///
    /// A sampler's name may end in a schedule's, as older web UIs wrote it: "DPM++ 2M Karras". That
    /// schedule is taken over the other.
    public static func resolve(
        sampler: String, scheduler: String
    ) throws(SamplerError) -> (sampler: SamplerKind, schedule: ScheduleKind) {
        if !all.contains(where: { $0.isCalled(sampler) }), let both = split(sampler) { return both }
        return (try SamplerKind(named: sampler), try ScheduleKind(named: scheduler))
    }

    private static func split(_ name: String) -> (sampler: SamplerKind, schedule: ScheduleKind)? {
        for schedule in ScheduleKind.all {
            for ending in schedule.names.map({ " " + $0.lowercased() })
            where name.lowercased().hasSuffix(ending) {
                let rest = String(name.dropLast(ending.count))
                if let kind = all.first(where: { $0.isCalled(rest) }) { return (kind, schedule) }
            }
        }
        return nil
    }
}
