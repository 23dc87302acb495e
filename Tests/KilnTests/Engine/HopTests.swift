import Checkpoints
import Imaging
import KilnTesting
import Layers
import Models
import Testing
import Torch
import WebUI

@testable import Kiln

@Suite struct HopTests {
    private func size(_ width: Int, _ height: Int, _ x: Int, _ y: Int) throws -> HiresSize {
        try HiresSize(first: (width, height), scale: 2, resizeX: x, resizeY: y)
    }

    @Test(arguments: LatentUpscaler.allCases, [[13, 21], [6, 8]])
    func `latents are interpolated as torch does`(upscaler: LatentUpscaler, cells: [Int]) throws {
        let golden = try GoldenFile(TinyModels.fixture("latent-modes"))
        let expected = try golden.floats("\(upscaler.rawValue) \(cells[0])x\(cells[1])")
        let latent = Latent(
            values: Tensor(try golden.floats("latent"), shape: [1, 4, 9, 13]), space: .sd)
        // The first pass's size is made to fit, so that nothing is cut off.
        let target = try size(cells[1] * 8, cells[0] * 8, cells[1] * 8, cells[0] * 8)
        let values = try torch { try Hop.latent(latent, by: upscaler, to: target).values.floats() }
        #expect(difference(values, expected).greatest / 255 <= 1e-5)
    }

    @Test func `what goes beyond the aspect is cut off on both sides`() throws {
        let rows = (0..<16).flatMap { row in Array(repeating: Float(row), count: 16) }
        let latent = Latent(
            values: Tensor(rows + rows + rows + rows, shape: [1, 4, 16, 16]), space: .sdxl)
        let cut = try torch { Hop.crop(latent, to: try size(64, 64, 128, 96)) }
        #expect(cut.values.shape == [1, 4, 12, 16])
        #expect(cut.space == .sdxl)
        let values = try cut.values.floats()
        #expect((values.first, values.last) == (2, 13))
    }

    @Test func `the way through pixels loses nothing to eight bits`() throws {
        let steps = (0..<3 * 64 * 64).map { Float($0) / Float(3 * 64 * 64) }
        let picture = try FloatImage(width: 64, height: 64, pixels: steps)
        let through = try torch {
            try Pixels([picture], device: .cpu).pictures(stage: "test")[0]
        }
        #expect(difference(through.pixels, steps).greatest <= 1e-4)
        let large = try Hop.resize(picture, by: .none, to: try size(64, 64, 100, 100))
        #expect((large.width, large.height) == (100, 100))
    }

    @Test func `a VAE refuses the latent of another space`() throws {
        let folder = try TinyModels.shared.get()
        let plan = try folder.plan { _ in }
        let residency = Residency(budget: 1 << 30, hashes: folder.hashes)
        let borrower = Borrower(device: .cpu, shared: folder.shared(in: plan))
        let loan = Loan(part: plan.first.vae, dtype: .float32, pass: plan.first)
        try residency.with(loan, for: borrower, make: { try .init($0) }) { vae in
            let codec = LatentCodec(autoencoder: vae, space: .sd)
            let foreign = Latent(values: .zeros([1, 4, 8, 8]), space: .sdxl)
            #expect(throws: EngineError.foreignLatent(got: "SDXL", expected: "SD 1.x/2.x")) {
                try codec.decode(foreign)
            }
        }
    }

    @Test func `what was lent longest ago leaves when the budget is reached`() throws {
        let folder = try TinyModels.shared.get()
        let plan = try folder.plan {
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "tiny-sdxl"
        }
        let (first, second) = (plan.first.vae, plan.passes[1].vae)
        let residency = Residency(
            budget: first.bytes(in: .float32) + 1, hashes: folder.hashes)
        let borrower = Borrower(device: .cpu, shared: folder.shared(in: plan))
        var loads: [String] = []
        borrower.onWork = { part, work in if case .loading = work { loads.append(part.file.stem) }
        }
        for part in [first, first, second, first] {
            let loan = Loan(part: part, dtype: .float32, pass: plan.first)
            try residency.with(loan, for: borrower, make: { $0.metadata.count }) { _ in }
        }
        #expect(loads == ["tiny-sd1", "tiny-sdxl", "tiny-sd1"])
        #expect(residency.bytes == first.bytes(in: .float32))
    }
}
