import Foundation
import Imaging
import Checkpoints
import Kiln
import Samplers
import KilnTesting
import Testing

@Suite struct EngineTests {
    private struct Stop: Error {}

    private func twoFamilies(_ request: inout GenerationRequest) {
        request.steps = 4
        request.hires = HiresRequest()
        request.hires?.checkpoint = "tiny-sdxl"
    }

    @Test(arguments: ["Euler a", "DPM++ 2M"])
    func `image k of a batch is the single run with seed plus k`(sampler: String) async throws {
        let models = try TinyModels.shared.get()
        func pictures(seed: Int, batch: Int) async throws -> [[Float]] {
            let plan = try models.plan {
                twoFamilies(&$0)
                $0.sampler = sampler
                $0.negativePrompt = "blurry"
                $0.seed = seed
                $0.batchSize = batch
            }
            return try await run(plan).images.map(\.picture.pixels)
        }
        let batch = try await pictures(seed: 7, batch: 3)
        #expect(batch.count == 3)
        for (k, picture) in batch.enumerated() {
            let single = try await pictures(seed: 7 + k, batch: 1)
            #expect(difference(picture, try #require(single.first)).greatest <= 1)
        }
        #expect(difference(batch[0], batch[1]).greatest > 1)
    }

    @Test func `every image of a batch has its own prompt, however long`() async throws {
        let models = try TinyModels.shared.get()
        let long = Array(repeating: "a very long prompt", count: 30).joined(separator: ", ")
        func pictures(_ prompts: [PromptRequest]) async throws -> [[Float]] {
            let plan = try models.plan {
                twoFamilies(&$0)
                $0.prompts = prompts
                $0.batchSize = prompts.count == 1 ? 1 : 2
            }
            return try await run(plan).images.map(\.picture.pixels)
        }
        // Each prompt fills batches of its own seeds: images 0 and 2 share a seed.
        let both = try await pictures(["a cat", PromptRequest(long)])
        #expect(both.count == 4)
        let (cat, other) = (
            try await pictures(["a cat"])[0], try await pictures([PromptRequest(long)])[0]
        )
        #expect(difference(both[0], cat).greatest <= 1)
        #expect(difference(both[2], other).greatest <= 1)
        #expect(difference(cat, other).greatest > 1)
    }

    @Test func `each part of each checkpoint is read once however many images`() async throws {
        let plan = try TinyModels.shared.get().plan {
            twoFamilies(&$0)
            $0.batchSize = 2
            $0.iterations = 3
        }
        let harvest = try await run(plan)
        #expect(harvest.images.count == 6)
        #expect(
            harvest.loads.sorted() == [
                "CLIP-L of tiny-sd1.safetensors", "CLIP-L of tiny-sdxl.safetensors",
                "OpenCLIP-G of tiny-sdxl.safetensors", "UNet of tiny-sd1.safetensors",
                "UNet of tiny-sdxl.safetensors", "VAE of tiny-sd1.safetensors",
                "VAE of tiny-sdxl.safetensors",
            ])
    }

    @Test func `two passes of one checkpoint share what they read`() async throws {
        let plan = try TinyModels.shared.get().plan {
            $0.steps = 2
            $0.hires = HiresRequest()
        }
        let harvest = try await run(plan)
        #expect(harvest.loads.count == 3)
        #expect(harvest.images.map(\.picture.width) == [128])
    }

    @Test func `all first passes come before the first hires pass`() async throws {
        let plan = try TinyModels.shared.get().plan {
            twoFamilies(&$0)
            $0.iterations = 3
        }
        let roles = try await run(plan).all.compactMap { event -> PassPlan.Role? in
            if case .progress(let progress) = event { progress.pass } else { nil }
        }
        #expect(roles == Array(repeating: .first, count: 12) + Array(repeating: .hires, count: 12))
    }

    @Test func `a failure in the second pass leaves the first pass's pictures`() async throws {
        for upscaler in ["Lanczos", "Latent"] {
            let plan = try TinyModels.shared.get().plan {
                $0.steps = 2
                $0.iterations = 2
                $0.hires = HiresRequest()
                $0.hires?.upscaler = upscaler
            }
            let harvest = Harvest()
            await #expect(throws: Stop.self) {
                _ = try await run(plan, into: harvest) { event in
                    if case .progress(let progress) = event, progress.pass == .hires {
                        throw Stop()
                    }
                }
            }
            #expect(harvest.images.map(\.beforeHires) == [true, true])
            #expect(harvest.images.map(\.picture.width) == [64, 64])
        }
    }

    @Test func `the first pass kept is the run without a second`() async throws {
        let models = try TinyModels.shared.get()
        let two = try models.plan {
            twoFamilies(&$0)
            $0.savesBeforeHires = true
        }
        let one = try models.plan { $0.steps = 4 }
        let images = try await run(two).images
        let single = try await run(one).images
        #expect(images.map(\.beforeHires) == [true, false])
        #expect(images[0].picture == single[0].picture)
        #expect(images[0].infotext == images[1].infotext)
    }

    @Test func `a cancelled job stops at the next step and keeps what was finished`() async throws {
        let plan = try TinyModels.shared.get().plan {
            $0.steps = 5
            $0.iterations = 3
        }
        let harvest = Harvest()
        let cancellation = Cancellation()
        await #expect(throws: CancellationError.self) {
            _ = try await run(plan, cancellation: cancellation, into: harvest) { event in
                if case .progress(let progress) = event, progress.images.first == 1,
                    progress.step == 2
                {
                    cancellation.cancel()
                }
            }
        }
        #expect(harvest.images.map(\.plan.index) == [0])
        let steps = harvest.all.filter { if case .progress = $0 { true } else { false } }
        #expect(steps.count == 7)
    }

    @Test func `the size of a hires pass is conditioned anew`() async throws {
        let models = try TinyModels.shared.get()
        func picture(_ scales: [Double]) async throws -> [Float] {
            var pixels: [Float] = []
            let engine = try Engine()
            for scale in scales {
                let plan = try models.plan {
                    twoFamilies(&$0)
                    $0.checkpoint = "tiny-sdxl"
                    $0.hires?.scale = scale
                }
                let harvest = Harvest()
                try await engine.run(plan, hash: { _ in nil }) { harvest.take($0) }
                pixels = try #require(harvest.images.last).picture.pixels
            }
            return pixels
        }
        #expect(try await picture([1.5, 2]) == picture([2]))
    }

    @Test func `strength zero leaves the enlarged latent as it is`() async throws {
        let models = try TinyModels.shared.get()
        for schedule in ["Karras", "Simple"] {
            let plan = try models.plan {
                $0.steps = 2
                $0.scheduler = schedule
                $0.hires = HiresRequest()
                $0.hires?.denoisingStrength = 0
            }
            let images = try await run(plan).images
            #expect(images.map(\.picture.width) == [128])
            #expect(plan.hires?.steps == 0)
        }
    }

    @Test func `bfloat16 gives nearly the picture of float32`() async throws {
        let models = try TinyModels.shared.get()
        func picture(_ dtype: String) async throws -> [Float] {
            try await run(models.plan { $0.dtype = dtype }).images[0].picture.pixels
        }
        let deviation = difference(try await picture("bfloat16"), try await picture("float32"))
        #expect(deviation.mean < 8)
        #expect(deviation.greatest > 0)
    }

    @Test func `a device that is not there is refused with the alternative`() async throws {
        let plan = try TinyModels.shared.get().plan { $0.device = "cuda:7" }
        await #expect(throws: EngineError.noDevice("cuda:7")) { _ = try await run(plan) }
    }
}
