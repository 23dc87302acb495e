import Testing

@testable import Samplers

@Suite struct ScheduleGoldenTests {
    struct Case: Decodable {
        let table: String
        let schedule: String
        let steps: Int
        let sigmas: [Double]
        let family: String?
        let sigmaMin: Double?
        let sigmaMax: Double?
        let rho: Double?
        let betaAlpha: Double?
        let betaBeta: Double?

        var options: ScheduleOptions {
            var options = ScheduleOptions()
            options.family = family == "sdxl" ? .sdxl : .sd
            (options.sigmaMin, options.sigmaMax, options.rho) = (sigmaMin, sigmaMax, rho)
            options.betaAlpha = betaAlpha ?? options.betaAlpha
            options.betaBeta = betaBeta ?? options.betaBeta
            return options
        }
    }

    @Test func `schedules over every table are what PyTorch and scipy compute`() throws {
        let tables: [String: NoiseTable?] = [
            "sd": .stableDiffusion, "ztsnr": .stableDiffusion.rescaledToZeroTerminalSNR(),
            "sd3": .stableDiffusion3, "flux": .flux, "schnell": .schnell,
            "cosxl": NoiseTable(edmFrom: 0.002, to: 80),
        ]
        for golden in try Fixture.json("schedules.json", as: [Case].self) {
            let table = try #require(tables[golden.table] ?? nil)
            let sigmas = try ScheduleKind(named: golden.schedule)
                .sigmas(steps: golden.steps, table: table, options: golden.options)
            #expect(sigmas.values.count == golden.sigmas.count)
            for (sigma, expected) in zip(sigmas.values, golden.sigmas) {
                let name = "\(golden.table), \(golden.schedule), \(golden.steps)"
                #expect(abs(sigma - expected) <= 1e-6 * expected, "\(name): \(sigma) \(expected)")
            }
        }
    }
}

@Suite struct BetaDistributionTests {
    struct Case: Decodable {
        let alpha: Double
        let beta: Double
        let shares: [Double]
        let points: [Double]
    }

    @Test func `quantiles are scipy's`() throws {
        for golden in try Fixture.json("beta.json", as: [Case].self) {
            let distribution = BetaDistribution(alpha: golden.alpha, beta: golden.beta)
            for (share, expected) in zip(golden.shares, golden.points) {
                let point = distribution.quantile(share)
                #expect(
                    abs(point - expected) <= 1e-9 * expected,
                    "\(golden.alpha), \(golden.beta), \(share): \(point) \(expected)")
            }
        }
    }

    @Test func `the whole lies between 0 and 1`() {
        let distribution = BetaDistribution(alpha: 0.6, beta: 0.6)
        #expect(distribution.quantile(0) == 0)
        #expect(distribution.quantile(1) == 1)
        #expect(distribution.quantile(-1) == 0)
        #expect(abs(distribution.quantile(0.5) - 0.5) < 1e-12)
    }
}
