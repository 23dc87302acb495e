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

    @Test(arguments: [0.03, 0.7, 3, 14.6])
    func `a perfect output gives the image back`(_ sigma: Double) {
        let (image, noise) = (0.8, -1.3)
        let x = image + sigma * noise
        let epsilon = PredictionType.epsilon.denoised(x, output: noise, sigma: sigma)
        #expect(abs(epsilon - image) < 1e-12)
        // v = α·n − σ̂·x₀ with α² + σ̂² = 1 (Salimans & Ho 2022).
        let scale = (1 + sigma * sigma).squareRoot()
        let velocity = (noise - sigma * image) / scale
        let v = PredictionType.v.denoised(x, output: velocity, sigma: sigma)
        #expect(abs(v - image) < 1e-12)
    }

    @Test(arguments: PredictionType.allCases)
    func `the model sees unit variance`(_ prediction: PredictionType) {
        #expect(abs(prediction.inputScale(3) * 10.0.squareRoot() - 1) < 1e-15)
        #expect(prediction.inputScale(0) == 1)
    }
}
