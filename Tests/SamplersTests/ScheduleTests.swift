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
            (ScheduleKind.automatic, [14.6146, 5.0924, 2.2797, 1.1629, 0.5712, 0.0292, 0]),
            (ScheduleKind.karras, [14.6146, 6.0822, 2.2322, 0.6926, 0.1698, 0.0292, 0]),
            (ScheduleKind.exponential, [14.6146, 4.2151, 1.2157, 0.3506, 0.1011, 0.0292, 0]),
            (ScheduleKind.simple, [14.6146, 5.9631, 2.9183, 1.6129, 0.9324, 0.4924, 0]),
        ])
    func `six steps are the printed ones`(_ kind: ScheduleKind, _ printed: [Double]) {
        let sigmas = kind.sigmas(steps: 6, table: .stableDiffusion)
        #expect(sigmas.values.map { ($0 * 1e4).rounded() / 1e4 } == printed)
    }

    @Test(arguments: ScheduleKind.all)
    func `any number of steps falls from the highest level to zero`(_ kind: ScheduleKind) {
        let table = NoiseTable.stableDiffusion
        for steps in [1, 2, 3, 20, 999, 1000, 1001, 3000] {
            let values = kind.sigmas(steps: steps, table: table).values
            #expect(values.count == steps + 1)
            #expect(abs(values[0] - table.max) < 1e-5)
            #expect(values.last == 0)
            // Neighbours closer than float32's resolution may not fall; none rises beyond it.
            #expect(zip(values, values.dropFirst()).allSatisfy { $1 <= $0 * (1 + 1e-6) })
        }
        #expect(kind.sigmas(steps: 0, table: table) == Sigmas([0]))
        #expect(kind.sigmas(steps: -3, table: table) == Sigmas([0]))
    }

    @Test(arguments: ["karras", "Karras", "KARRAS"])
    func `schedules are found in any case`(_ name: String) throws {
        #expect(try ScheduleKind(named: name) == .karras)
    }

    @Test func `an unknown schedule is refused with the list`() {
        let error = #expect(throws: SamplerError.self) { try ScheduleKind(named: "Beta2") }
        #expect(
            error?.description == "there is no scheduler \"Beta2\"; there are: "
                + "Automatic, Uniform, Karras, Exponential, Simple.")
    }
}

@Suite struct SamplerNameTests {
    @Test(
        arguments: [
            ("DPM++ 2M", "DPM++ 2M"), ("dpm++ 2m", "DPM++ 2M"), ("k_dpmpp_2m", "DPM++ 2M"),
            ("Euler a", "Euler a"), ("K_EULER_A", "Euler a"), ("k_euler_ancestral", "Euler a"),
            ("Euler", "Euler"), ("k_euler", "Euler"),
        ])
    func `samplers are found by names and aliases`(_ name: String, _ expected: String) throws {
        #expect(try SamplerKind(named: name).name == expected)
    }

    @Test(
        arguments: [
            ("DPM++ 2M Karras", "Simple", "DPM++ 2M", "Karras"),
            ("euler a exponential", "Automatic", "Euler a", "Exponential"),
            ("Euler a", "simple", "Euler a", "Simple"),
            ("DPM++ 2M", "Automatic", "DPM++ 2M", "Automatic"),
            ("Euler Automatic", "Karras", "Euler", "Automatic"),
        ])
    func `a schedule at a sampler's end is split off`(
        _ sampler: String, _ scheduler: String, _ expected: String, _ schedule: String
    ) throws {
        let names = try SamplerKind.resolve(sampler: sampler, scheduler: scheduler)
        #expect(names.sampler.name == expected)
        #expect(names.schedule.label == schedule)
    }

    @Test(arguments: ["Euler b", "Karras", "", "Euler  Karras", "DPM++ 2M Beta2"])
    func `an unknown sampler is refused with the list`(_ name: String) {
        let error = #expect(throws: SamplerError.self) {
            try SamplerKind.resolve(sampler: name, scheduler: "Automatic")
        }
        #expect(
            error?.description
                == "there is no sampler \"\(name)\"; there are: DPM++ 2M, Euler a, Euler.")
    }

    @Test func `automatic is the sampler's own schedule`() {
        #expect(SamplerKind.dpmSolver2M.schedule(for: .automatic) == .karras)
        #expect(SamplerKind.euler.schedule(for: .automatic) == .uniform)
        #expect(SamplerKind.eulerAncestral.schedule(for: .automatic) == .uniform)
        #expect(SamplerKind.dpmSolver2M.schedule(for: .simple) == .simple)
    }
}
