import Testing

@testable import Samplers

@Suite struct ScheduleTests {
    @Test func `schedules are the web UI's`() throws {
        for recorded in try ForgeTraces.load().schedules {
            let names = try SamplerKind.resolve(
                sampler: recorded.sampler, scheduler: recorded.scheduler)
            let sigmas = names.sampler.schedule(for: names.schedule)
                .sigmas(steps: recorded.steps, table: .stableDiffusion)
            #expect(sigmas.values.count == recorded.sigmas.count)
            for (sigma, expected) in zip(sigmas.values, recorded.sigmas) {
                #expect(abs(sigma - expected) <= 2e-7 * expected, "\(recorded.id): \(expected)")
            }
        }
    }

    @Test(
        arguments: [
            (ScheduleKind.uniform, [14.6146, 5.0924, 2.2797, 1.1629, 0.5712, 0.0292, 0]),
            (.automatic, [14.6146, 5.0924, 2.2797, 1.1629, 0.5712, 0.0292, 0]),
            (.normal, [14.6146, 5.0924, 2.2797, 1.1629, 0.5712, 0.0292, 0]),
            (.karras, [14.6146, 6.0822, 2.2322, 0.6926, 0.1698, 0.0292, 0]),
            (.exponential, [14.6146, 4.2151, 1.2157, 0.3506, 0.1011, 0.0292, 0]),
            (.sgmUniform, [14.6146, 5.9489, 2.9183, 1.6156, 0.9324, 0.4936, 0]),
            (.simple, [14.6146, 5.9631, 2.9183, 1.6129, 0.9324, 0.4924, 0]),
            (.ddim, [14.4386, 5.9064, 2.9071, 1.6129, 0.9324, 0.4947, 0.0413, 0]),
            (.beta, [14.6146, 12.8218, 9.3245, 5.3193, 1.822, 0.0292, 0]),
            (.klOptimal, [14.6146, 3.0807, 1.5971, 0.9616, 0.5729, 0.2818, 0.0292]),
            (.turbo, [14.6146, 5.9347, 2.9183, 1.6129, 0.9292, 0.4924, 0]),
            (.alignYourSteps, [14.615, 3.861, 1.886, 0.963, 0.399, 0.029, 0]),
            (.alignYourSteps11, [14.615, 3.861, 1.886, 0.963, 0.399, 0.029, 0]),
        ])
    func `six steps are the printed ones`(_ kind: ScheduleKind, _ printed: [Double]) {
        let sigmas = kind.sigmas(steps: 6, table: .stableDiffusion)
        #expect(sigmas.values.map { ($0 * 1e4).rounded() / 1e4 } == printed)
    }

    @Test func `six steps of Flux are the printed ones`() {
        let printed = [1, 0.9405, 0.8633, 0.7595, 0.6123, 0.3872, 0]
        for kind in [ScheduleKind.simple, .automatic] {
            let sigmas = kind.sigmas(steps: 6, table: .flux)
            #expect(sigmas.values.map { ($0 * 1e4).rounded() / 1e4 } == printed)
        }
    }

    @Test(arguments: ScheduleKind.all)
    func `any number of steps falls`(_ kind: ScheduleKind) {
        let table = NoiseTable.stableDiffusion
        for steps in [1, 2, 3, 20, 999, 1000, 1001, 3000] {
            let values = kind.sigmas(steps: steps, table: table).values
            if kind == .ddim {
                #expect(values.count == (998 / max(1000 / steps, 1)) + 2)
            } else {
                #expect(values.count == steps + 1)
                #expect(abs(values[0] - table.max) < 1e-3)
            }
            #expect(values.last == (kind == .klOptimal ? Double(Float(table.min)) : 0))
            // Neighbours closer than float32's resolution may not fall; none rises beyond it.
            #expect(zip(values, values.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-6) })
        }
        #expect(kind.sigmas(steps: 0, table: table) == Sigmas([0]))
        #expect(kind.sigmas(steps: -3, table: table) == Sigmas([0]))
    }

    /// In the web UI some of them go up to 9999, which gives black or noise.
    @Test(arguments: ScheduleKind.all)
    func `a flow's levels are at most 1`(_ kind: ScheduleKind) {
        var options = ScheduleOptions()
        options.sigmaMax = 14.6
        for table in [NoiseTable.flux, .schnell, .stableDiffusion3, .flow(shift: 1)] {
            for options in [ScheduleOptions(), options] {
                for steps in [1, 4, 20, 1001] {
                    let values = kind.sigmas(steps: steps, table: table, options: options).values
                    #expect(values.allSatisfy { (0...1.000001).contains($0) })
                    #expect(values[0] > 0.9 || kind == .ddim)
                    #expect(zip(values, values.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-6) })
                }
            }
        }
    }

    @Test(arguments: ScheduleKind.all)
    func `no option makes a level infinite`(_ kind: ScheduleKind) {
        let wild = [-1, 0, 1e-300, 1e300, Double.infinity, .nan]
        for (index, value) in wild.enumerated() {
            var options = ScheduleOptions()
            (options.sigmaMin, options.sigmaMax) = (value, wild[wild.count - 1 - index])
            options.rho = value
            (options.betaAlpha, options.betaBeta) = (value, value)
            let values = kind.sigmas(steps: 7, table: .stableDiffusion, options: options).values
            #expect(values.allSatisfy { $0.isFinite && $0 >= 0 })
            #expect(zip(values, values.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-6) })
        }
    }

    @Test func `old levels go from a tenth to ten`() {
        var options = ScheduleOptions()
        options.usesOldKarrasSigmas = true
        var sigmas = ScheduleKind.karras.sigmas(steps: 5, table: .stableDiffusion, options: options)
        #expect(abs(sigmas.values[0] - 10) < 1e-5)
        #expect(abs(sigmas.values[4] - 0.1) < 1e-7)
        options.sigmaMax = 12
        sigmas = ScheduleKind.karras.sigmas(steps: 5, table: .stableDiffusion, options: options)
        #expect(abs(sigmas.values[0] - 12) < 1e-5)
    }

    @Test func `the web UI's list is this one`() {
        let names = [
            "automatic", "uniform", "karras", "exponential", "polyexponential", "sgm_uniform",
            "kl_optimal", "align_your_steps", "simple", "normal", "ddim", "beta", "turbo",
            "align_your_steps_GITS", "align_your_steps_11", "align_your_steps_32",
        ]
        let labels = [
            "Automatic", "Uniform", "Karras", "Exponential", "Polyexponential", "SGM Uniform",
            "KL Optimal", "Align Your Steps", "Simple", "Normal", "DDIM", "Beta", "Turbo",
            "Align Your Steps GITS", "Align Your Steps 11", "Align Your Steps 32",
        ]
        #expect(ScheduleKind.all.map(\.info.name) == names)
        #expect(ScheduleKind.all.map(\.info.label) == labels)
        #expect(ScheduleKind.all.filter { !$0.aliases.isEmpty }.map(\.aliases) == [["SGMUniform"]])
        #expect(ScheduleKind.karras.info.defaultRho == 7)
        #expect(ScheduleKind.polyexponential.info.defaultRho == 1)
        #expect(ScheduleKind.beta.info.defaultRho == -1)
        let needing = ScheduleKind.all.filter(\.info.needsInnerModel)
        #expect(
            needing == [.uniform, .sgmUniform, .simple, .normal, .ddim, .beta, .turbo])
    }

    @Test(
        arguments: [
            ("karras", "Karras"), ("KARRAS", "Karras"), ("sgmuniform", "SGM Uniform"),
            ("sgm uniform", "SGM Uniform"), ("align_your_steps_gits", "Align Your Steps GITS"),
        ])
    func `schedules are found by every name in any case`(_ name: String, _ label: String) throws {
        #expect(try ScheduleKind(named: name).label == label)
    }

    @Test func `an unknown schedule is refused with the list`() {
        let error = #expect(throws: SamplerError.self) { try ScheduleKind(named: "Beta2") }
        #expect(
            error?.description == "there is no scheduler \"Beta2\"; there are: "
                + "Automatic, Uniform, Karras, Exponential, Polyexponential, SGM Uniform, KL Optimal, "
                + "Align Your Steps, Simple, Normal, DDIM, Beta, Turbo, Align Your Steps GITS, "
                + "Align Your Steps 11, Align Your Steps 32.")
    }
}
