import Testing

@testable import Samplers

@Suite struct SamplerKindTests {
    /// The web UI's list: name, alias, schedule and flags as its API tells them.
    static let webUI: [(String, String, ScheduleKind, SamplerTraits)] = [
        ("DPM++ 2M", "k_dpmpp_2m", .karras, []),
        ("DPM++ SDE", "k_dpmpp_sde", .karras, [.isSecondOrder, .usesBrownianNoise]),
        ("DPM++ 2M SDE", "k_dpmpp_2m_sde", .exponential, .usesBrownianNoise),
        ("DPM++ 2M SDE Heun", "k_dpmpp_2m_sde_heun", .exponential, .usesBrownianNoise),
        ("DPM++ 2S a", "k_dpmpp_2s_a", .karras, [.usesENSD, .isSecondOrder]),
        (
            "DPM++ 3M SDE", "k_dpmpp_3m_sde", .exponential,
            [.discardsPenultimate, .usesBrownianNoise]
        ),
        ("Euler a", "k_euler_a", .uniform, .usesENSD),
        ("Euler", "k_euler", .uniform, []),
        ("LMS", "k_lms", .uniform, []),
        ("Heun", "k_heun", .uniform, .isSecondOrder),
        ("DPM2", "k_dpm_2", .karras, [.discardsPenultimate, .isSecondOrder]),
        ("DPM2 a", "k_dpm_2_a", .karras, [.discardsPenultimate, .usesENSD, .isSecondOrder]),
        ("DPM fast", "k_dpm_fast", .uniform, .usesENSD),
        ("DPM adaptive", "k_dpm_ad", .uniform, .usesENSD),
        ("Restart", "restart", .karras, .isSecondOrder),
        ("HeunPP2", "heunpp2", .uniform, []),
        ("IPNDM", "ipndm", .uniform, []),
        ("IPNDM_V", "ipndm_v", .uniform, []),
        ("DEIS", "deis", .uniform, []),
        ("DDIM", "ddim", .uniform, []),
        ("DDIM CFG++", "ddim_cfgpp", .uniform, []),
        ("PLMS", "plms", .uniform, []),
        ("UniPC", "unipc", .uniform, []),
        ("LCM", "k_lcm", .uniform, []),
        ("DDPM", "ddpm", .uniform, []),
    ]

    @Test func `the web UI's samplers come first, in its order, with its flags`() {
        let told: SamplerTraits = [
            .usesENSD, .isSecondOrder, .usesBrownianNoise, .discardsPenultimate,
        ]
        for (kind, expected) in zip(SamplerKind.all, Self.webUI) {
            #expect(kind.name == expected.0)
            #expect(kind.aliases.first == expected.1)
            #expect(kind.defaultSchedule == expected.2)
            #expect(kind.traits.intersection(told) == expected.3, "\(kind.name)")
        }
        #expect(SamplerKind.all.count > Self.webUI.count)
        let names = SamplerKind.all.flatMap { kind in Set(kind.names.map { $0.lowercased() }) }
        #expect(Set(names).count == names.count)
    }

    @Test(
        arguments: [
            ("DPM++ 2M", "DPM++ 2M"), ("dpm++ 2m", "DPM++ 2M"), ("k_dpmpp_2m", "DPM++ 2M"),
            ("Euler a", "Euler a"), ("K_EULER_A", "Euler a"), ("k_euler_ancestral", "Euler a"),
            ("Euler", "Euler"), ("k_euler", "Euler"), ("dpm++ 2m sde heun", "DPM++ 2M SDE Heun"),
            ("k_dpm_ad", "DPM adaptive"), ("UNIPC", "UniPC"), ("ddim cfg++", "DDIM CFG++"),
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
            ("DPM++ 2M SDE Karras", "Simple", "DPM++ 2M SDE", "Karras"),
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
        let known = SamplerKind.all.map(\.name).joined(separator: ", ")
        #expect(error?.description == "there is no sampler \"\(name)\"; there are: \(known).")
    }

    @Test func `automatic is the sampler's own schedule`() {
        #expect(SamplerKind.dpmSolver2M.schedule(for: .automatic) == .karras)
        #expect(SamplerKind.euler.schedule(for: .automatic) == .uniform)
        #expect(SamplerKind.eulerAncestral.schedule(for: .automatic) == .uniform)
        #expect(SamplerKind.dpmSolver2M.schedule(for: .simple) == .simple)
        #expect(SamplerKind.dpmSolver2M.schedule(for: .automatic, process: .flow) == .simple)
        #expect(SamplerKind.dpmSolver2M.schedule(for: .karras, process: .flow) == .karras)
    }
}
