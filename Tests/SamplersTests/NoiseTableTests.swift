import Testing

@testable import Samplers

@Suite struct NoiseTableTests {
    private let table = NoiseTable.stableDiffusion

    @Test func `the range is Stable Diffusion's`() {
        #expect(table.count == 1000)
        #expect(Float(table.min) == 0.029167158529162407)
        #expect(Float(table.max) == 14.614641189575195)
    }

    @Test func `the nearest timestep is the one that float32 finds`() throws {
        for expected in try ForgeTraces.load().timesteps {
            let sigmas = ScheduleKind.uniform.sigmas(steps: expected.steps, table: table)
            let timesteps = sigmas.values.dropLast().map { table.timestep(nearest: $0) }
            #expect(timesteps == expected.timesteps)
        }
    }

    @Test func `a level's timestep is its own`() {
        for timestep in [0, 1, 499, 500, 998, 999] {
            let sigma = table.sigma(at: Double(timestep))
            #expect(table.timestep(nearest: sigma) == timestep)
            #expect(abs(table.timestep(interpolating: sigma) - Double(timestep)) < 1e-3)
        }
    }

    @Test func `between two levels the logarithm is interpolated`() {
        let (low, high) = (table.sigma(at: 300), table.sigma(at: 301))
        #expect(abs(table.sigma(at: 300.5) - (low * high).squareRoot()) < 1e-6)
        #expect(abs(table.timestep(interpolating: (low * high).squareRoot()) - 300.5) < 1e-3)
    }

    @Test func `beyond the ends it is the ends`() {
        #expect(table.timestep(nearest: 0) == 0)
        #expect(table.timestep(nearest: 1e6) == 999)
        #expect(table.timestep(interpolating: 0) == 0)
        #expect(table.timestep(interpolating: 1e6) == 999)
        #expect(table.timestep(interpolating: .nan) == 0)
        #expect(abs(table.sigma(at: 5000) - table.max) < 2e-6)
        #expect(table.sigma(at: -1) == table.min)
        #expect(table.sigma(at: .nan) == table.min)
    }

    @Test func `rescaled, the last timestep has no signal`() {
        let rescaled = table.rescaledToZeroTerminalSNR()
        #expect(rescaled.count == 1000)
        #expect(abs(rescaled.max - 4518.7) < 0.1)
        #expect(abs(rescaled.min - table.min) < 1e-5)
        #expect(rescaled.time(of: 1e6) == 999)
        #expect(abs(rescaled.signal(at: 999) - 4.8973451890853435e-08) < 1e-14)
        #expect(NoiseTable(betas: []).rescaledToZeroTerminalSNR().count == 0)
    }

    @Test func `a flow's levels end at 1`() {
        for (table, count) in [
            (NoiseTable.flux, 10_000), (.schnell, 10_000), (.stableDiffusion3, 1000),
        ] {
            #expect(table.count == count)
            #expect(table.max == 1)
            #expect(table.min > 0)
            #expect(table.process == .flow)
            #expect(table.time(of: 0.3) == 0.3)
            #expect(table.time(of: 0.3, interpolating: true) == 0.3)
        }
        #expect(table.process == .diffusion)
        // Half of the times is 3·½ / (1 + 2·½) (Esser et al. 2024, equation 23).
        #expect(NoiseTable.stableDiffusion3.levels[499] == 0.75)
    }

    @Test func `an EDM model is told a quarter of the logarithm`() throws {
        let table = try #require(NoiseTable(edmFrom: 0.002, to: 80))
        #expect(abs(table.min - 0.002) < 1e-9 && abs(table.max - 80) < 1e-4)
        #expect(abs(table.time(of: 80) - 1.0955) < 1e-4)
        #expect(table.time(of: 1, interpolating: true) == 0)
        for (low, high) in [(0.0, 1.0), (-1, 1), (2, 1), (1, .infinity), (.nan, 1), (1, .nan)] {
            #expect(NoiseTable(edmFrom: low, to: high) == nil)
        }
    }

    @Test func `the model is told the nearest timestep or one between`() {
        let sigma = (table.sigma(at: 300) * table.sigma(at: 301)).squareRoot() * 1.0001
        #expect(table.time(of: sigma) == 301)
        #expect(abs(table.time(of: sigma, interpolating: true) - 300.5) < 0.05)
    }

    @Test func `every twentieth timestep makes fifty`() {
        let fifty = table.every(20)
        #expect(fifty.count == 50)
        #expect(fifty.levels == stride(from: 19, to: 1000, by: 20).map { table.levels[$0] })
        #expect(table.every(0) == table.every(1))
    }

    @Test func `signal is what is not noise`() {
        #expect(abs(table.signal(at: 0) - (1 - 0.00085)) < 1e-7)
        #expect(table.signal(at: -5) == table.signal(at: 0))
        #expect(table.signal(at: 5000) == table.signal(at: 999))
    }
}

@Suite struct PredictionTests {
    @Test(arguments: [0.03, 0.7, 3, 14.6])
    func `a perfect output gives the image back`(_ sigma: Double) {
        let (image, noise) = (0.8, -1.3)
        let x = NoiseProcess.diffusion.noised(image, noise: noise, sigma: sigma)
        let epsilon = PredictionType.epsilon.denoised(x, output: noise, sigma: sigma)
        #expect(abs(epsilon - image) < 1e-12)
        // v = α·n − σ̂·x₀ with α² + σ̂² = 1 (Salimans & Ho 2022).
        let scale = (1 + sigma * sigma).squareRoot()
        let velocity = (noise - sigma * image) / scale
        let v = PredictionType.v.denoised(x, output: velocity, sigma: sigma)
        #expect(abs(v - image) < 1e-12)
        // F = (x₀ − c_skip·x) / c_out with σ_data = ½ (Karras et al. 2022, table 1).
        let kept = 0.25 / (sigma * sigma + 0.25)
        let residual = (image - kept * x) / (sigma * 0.5 / (sigma * sigma + 0.25).squareRoot())
        let edm = PredictionType.edm.denoised(x, output: residual, sigma: sigma)
        #expect(abs(edm - image) < 1e-12)
    }

    @Test(arguments: [0.001, 0.3, 1])
    func `a perfect flow gives the image back`(_ sigma: Double) {
        let (image, noise) = (0.8, -1.3)
        let x = NoiseProcess.flow.noised(image, noise: noise, sigma: sigma)
        #expect(abs(x - ((1 - sigma) * image + sigma * noise)) < 1e-15)
        let denoised = PredictionType.flow.denoised(x, output: noise - image, sigma: sigma)
        #expect(abs(denoised - image) < 1e-12)
    }

    @Test(arguments: [(PredictionType.epsilon, 1.0), (.v, 1), (.edm, 0.5)])
    func `the model sees unit variance`(_ prediction: PredictionType, _ deviation: Double) {
        let spread = (9 + deviation * deviation).squareRoot()
        #expect(abs(prediction.inputScale(3) * spread - 1) < 1e-15)
        #expect(prediction.inputScale(0) == 1 / deviation)
    }

    @Test func `a flow model sees the image as it is`() {
        #expect(PredictionType.flow.inputScale(0.4) == 1)
    }

    @Test func `the whole variance is one more`() {
        #expect(NoiseProcess.diffusion.startScale(3) == 3)
        #expect(NoiseProcess.diffusion.startScale(3, wholeVariance: true) == 10.0.squareRoot())
        #expect(NoiseProcess.flow.startScale(1, wholeVariance: true) == 1)
    }
}
