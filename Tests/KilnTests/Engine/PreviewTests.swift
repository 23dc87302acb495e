import Foundation
import Imaging
import Testing
import Torch

@testable import Kiln

@Suite struct PreviewTests {
    private func plan(_ change: (inout GenerationRequest) -> Void = { _ in }) throws -> Plan {
        try TinyModels.shared.get().plan {
            $0.steps = 3
            $0.sampler = "Euler a"
            $0.batchSize = 2
            $0.iterations = 2
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "tiny-sdxl"
            change(&$0)
        }
    }

    private func options(_ interval: Duration) -> RunOptions {
        var options = RunOptions()
        options.previewInterval = interval
        return options
    }

    @Test func `previews come for each image of a batch and change no bit`() async throws {
        let plan = try plan()
        let plain = try await run(plan)
        let watched = try await run(plan, options: options(.zero))
        #expect(watched.images.map(\.picture) == plain.images.map(\.picture))
        #expect(plain.previews.isEmpty)
        let previews = watched.previews
        #expect(previews.count == 4 * watched.steps.count / 2)
        #expect(previews.prefix(4).map(\.image) == [0, 1, 0, 1])
        for preview in previews {
            let edge = preview.pass == .first ? 8 : 16
            #expect(preview.picture.width == edge && preview.picture.height == edge)
        }
        #expect(Set(previews.map(\.picture.pixels)).count == previews.count)
    }

    @Test func `previews are no more than are wanted`() async throws {
        let plan = try plan { $0.hires = nil }
        #expect(
            try await run(plan, options: options(.seconds(3600))).previews.map(\.image) == [0, 1])
    }

    @Test func `there are none where the VAE has no place beside the UNet`() async throws {
        let plan = try plan { $0.hires = nil }
        let (unet, vae) = (plan.first.unet, plan.first.vae)
        let need = unet.bytes(in: .float32) + vae.bytes(in: .float32)
        for (budget, count) in [(need - 1, 0), (need, 12)] {
            let engine = try Engine(budget: budget, hashes: TinyModels.shared.get().hashes)
            let harvest = Harvest()
            try await engine.run(plan, options: options(.zero), hash: { _ in nil }) {
                harvest.take($0)
            }
            #expect(harvest.previews.count == count)
            #expect(harvest.images.count == 4)
        }
    }

    @Test func `a VAE's colours are found out once`() throws {
        let projections = PreviewProjections()
        let plan = try plan()
        let key = Residency.Key(plan.first.vae, dtype: .float32, device: .cpu)
        var fits = 0
        for _ in 0..<3 {
            let projection = projections.of(key) {
                fits += 1
                return nil
            }
            #expect(projection == nil)
        }
        #expect(fits == 1)
    }

    @Test func `a linear relation is found again`() throws {
        func value(_ cell: Int, _ channel: Int) -> Double {
            let number: Int = cell * 7 + cell * cell * channel * 3
            return Double(number % 17) / 5
        }
        let cells: [[Double]] = (0..<40).map { cell in (0..<4).map { value(cell, $0) } }
        let weights: [[Double]] = [
            [0.1, 0.02, -0.03, 0, 0.2], [0, 0, 0, 0, 1], [-0.01, 0.02, 0.03, 0.04, 0],
        ]
        var colours: [[Double]] = []
        for cell in cells {
            colours.append(
                weights.map { own in
                    var sum = own[4]
                    for channel in 0..<4 { sum += own[channel] * cell[channel] }
                    return sum
                })
        }
        let found = try #require(LatentProjection(latents: cells, colours: colours, ridge: 0))
        for (one, other) in zip(found.weights.flatMap(\.self), weights.flatMap(\.self)) {
            #expect(abs(one - other) < 1e-9)
        }
        let flat = cells.map { [$0[0], 2 * $0[0], 0, 1] }
        #expect(LatentProjection(latents: flat, colours: colours, ridge: 0) == nil)
        #expect(LatentProjection(latents: [], colours: []) == nil)
        // A direction that no sample has weighs nothing under a ridge.
        let ridged = try #require(LatentProjection(latents: flat, colours: colours))
        #expect(ridged.weights.allSatisfy { $0[2] == 0 })
    }

    @Test func `a large latent is shrunk, and no value goes beyond`() throws {
        let cells = (0..<9).map { [Double($0)] }
        let projection = try #require(
            LatentProjection(
                latents: cells, colours: cells.map { [$0[0], $0[0] / 8, 0.5] }, ridge: 0))
        let shape = LatentShape(channels: 1, rows: 6, columns: 600)
        let values = (0..<3600).map { Float($0 % 600 / 3 % 9) }
        let picture = try projection.picture(of: values, shape)
        #expect(picture.width == 200 && picture.height == 2)
        for column in 0..<200 {
            let value = Float(column % 9)
            #expect(abs(picture.pixels[column] - min(value, 1)) < 1e-6)
            #expect(abs(picture.pixels[400 + column] - value / 8) < 1e-6)
            #expect(abs(picture.pixels[800 + column] - 0.5) < 1e-6)
        }
        let broken = try projection.picture(
            of: [.nan, .infinity], LatentShape(channels: 1, rows: 1, columns: 2))
        #expect(broken.pixels.allSatisfy { (0...1).contains($0) })
    }

    @Test(arguments: [("demo-sd15", 128), ("demo-sdxl", 256)])
    func `the last preview resembles the picture`(checkpoint: String, edge: Int) async throws {
        let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../models").standardizedFileURL.path
        var request = GenerationRequest()
        request.checkpoint = checkpoint
        request.prompts = ["a red striped circle on the left, blue background"]
        (request.width, request.height) = (edge, edge)
        (request.seed, request.steps) = (5, 8)
        request.dtype = "float32"
        let plan = try Planner(ModelFolder(models)).plan(request)
        let harvest = try await run(plan, options: options(.zero))
        let preview = try #require(harvest.previews.last).picture
        let picture = try #require(harvest.images.first).picture
        let small = ProjectionSamples.colours(of: picture, cell: 8)
        let seen = (0..<3).flatMap { channel in small.map { Float($0[channel]) } }
        let value = correlation(preview.pixels, seen)
        #expect(value > 0.8)
    }

    private func correlation(_ a: [Float], _ b: [Float]) -> Double {
        guard a.count == b.count, !a.isEmpty else { return 0 }
        let (x, y) = (a.map(Double.init), b.map(Double.init))
        let means = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
        func product(_ p: [Double], _ m: Double, _ q: [Double], _ n: Double) -> Double {
            zip(p, q).reduce(0) { $0 + ($1.0 - m) * ($1.1 - n) }
        }
        let both = product(x, means.0, y, means.1)
        let own = product(x, means.0, x, means.0) * product(y, means.1, y, means.1)
        return both / own.squareRoot()
    }
}

extension Harvest {
    fileprivate var previews: [Preview] {
        all.compactMap { if case .preview(let preview) = $0 { preview } else { nil } }
    }
}
