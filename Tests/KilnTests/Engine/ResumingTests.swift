import Imaging
import Testing

@testable import Kiln

@Suite struct ResumingTests {
    private struct Stop: Error {}

    /// Four images in batches of two, with LoRAs that take turns, and a second pass.
    private func request(_ request: inout GenerationRequest, hop: String) {
        request.steps = 3
        request.batchSize = 2
        request.prompts = ["a cat", "a dog <lora:resumed:1>"].map {
            var prompt = PromptRequest($0)
            prompt.cfgScale = $0.hasPrefix("a cat") ? 5 : 9
            return prompt
        }
        let hires = hop.split(separator: " to ").map(String.init)
        request.checkpoint = hires[0]
        request.hires = HiresRequest()
        request.hires?.steps = 2
        request.hires?.checkpoint = hires.last
        request.hires?.upscaler = hires.count == 2 ? nil : "Latent"
    }

    private func models() throws -> TinyModels {
        let models = try TinyModels.shared.get()
        try models.add(
            "resumed",
            TinyLora.module(
                "lora_unet_middle_block_1_transformer_blocks_0_attn2_to_v",
                up: TinyLora.numbers(24, seed: 1, scale: 8), down: TinyLora.numbers(16, seed: 2)))
        return models
    }

    private func plan(
        _ hop: String, _ change: (inout GenerationRequest) -> Void = { _ in }
    ) throws -> Plan {
        try models().plan {
            request(&$0, hop: hop)
            change(&$0)
        }
    }

    private func resuming(_ kept: [Int: FirstPassResult]) -> RunOptions {
        var options = RunOptions()
        options.resuming = kept
        return options
    }

    private var keeping: RunOptions {
        var options = RunOptions()
        options.keepsFirstPasses = true
        return options
    }

    /// What was kept, through its file.
    private func stored(_ harvest: Harvest) throws -> [Int: FirstPassResult] {
        try harvest.firstPasses.mapValues { try FirstPassResult(safetensors: $0.safetensors) }
    }

    @Test(arguments: ["tiny-sd1", "tiny-sd1 to tiny-sdxl"])
    func `resumed images are those of an undisturbed run to the bit`(hop: String) async throws {
        let plan = try plan(hop)
        let undisturbed = try await run(plan, options: keeping)
        let expected = undisturbed.images.map(\.picture)
        #expect(expected.count == 4)
        #expect(Set(expected.map(\.pixels)).count == 4)
        let kept = try stored(undisturbed)
        #expect(kept.keys.sorted() == [0, 1, 2, 3])
        for images in [[0, 1, 2, 3], [1], [3, 2, 0]] {
            let some = kept.filter { images.contains($0.key) }
            let resumed = try await run(plan, options: resuming(some))
            #expect(resumed.images.map(\.picture) == expected)
            #expect(resumed.images.map(\.plan.index) == undisturbed.images.map(\.plan.index))
            let batches = [[0, 1], [2, 3]].filter { !$0.allSatisfy(images.contains) }
            #expect(resumed.steps.filter { $0 == .first }.count == 3 * batches.count)
            #expect(resumed.firstPasses.isEmpty)
        }
    }

    @Test func `of images that all resume the first pass's models are not read`() async throws {
        let plan = try plan("tiny-sd1 to tiny-sdxl")
        let kept = try stored(await run(plan, options: keeping))
        let resumed = try await run(plan, options: resuming(kept))
        #expect(resumed.loads.filter { $0.hasSuffix("tiny-sd1.safetensors") } == [])
        #expect(resumed.steps.allSatisfy { $0 == .hires })
        let fractions = resumed.all.compactMap { event -> Double? in
            if case .progress(let progress) = event { progress.fraction } else { nil }
        }
        #expect(fractions.first ?? 1 <= 0.25)
        #expect(abs((fractions.last ?? 0) - 1) < 1e-9)
    }

    @Test func `a latent without its picture is decoded where pixels are the way`() async throws {
        let plan = try plan("tiny-sd1 to tiny-sdxl")
        let undisturbed = try await run(plan, options: keeping)
        let latents = try stored(undisturbed).compactMapValues { kept in
            kept.latent.map { FirstPassResult(.latent($0, picture: nil)) }
        }
        let resumed = try await run(plan, options: resuming(latents))
        #expect(resumed.images.map(\.picture) == undisturbed.images.map(\.picture))
        #expect(resumed.loads.contains("VAE of tiny-sd1.safetensors"))
        #expect(!resumed.loads.contains("UNet of tiny-sd1.safetensors"))
    }

    @Test(arguments: ["tiny-sd1", "tiny-sd1 to tiny-sdxl"])
    func `chosen images of a cheap job are finished as if in one go`(hop: String) async throws {
        let cheap = try plan(hop) { $0.hires = nil }
        let first = try await run(cheap, options: keeping)
        let kept = try stored(first)
        #expect(
            kept.mapValues(\.picture)
                == first.images.reduce(into: [:]) {
                    $0[$1.plan.index] = $1.picture
                })
        // The second and the last of four, each by its own seed.
        let chosen = [1, 3]
        let later = try plan(hop) { request in
            request.prompts = chosen.map { index in
                var prompt = request.prompts[
                    cheap.images[index].first.prompt.hasPrefix("a cat")
                        ? 0 : 1]
                prompt.seed = cheap.images[index].seed
                return prompt
            }
            request.batchSize = 1
        }
        let options = resuming([0: kept[1], 1: kept[3]].compactMapValues { $0 })
        let finished = try await run(later, options: options)
        let inOneGo = try await run(later)
        #expect(finished.steps.allSatisfy { $0 == .hires })
        #expect(finished.images.count == 2)
        for (one, other) in zip(finished.images, inOneGo.images) {
            #expect(one.infotext == other.infotext)
            #expect(difference(one.picture.pixels, other.picture.pixels).greatest <= 1)
        }
    }

    @Test(arguments: ["tiny-sd1", "tiny-sd1 to tiny-sdxl"])
    func `a chosen job of the same batches is the one in one go to the bit`(
        hop: String
    ) async throws {
        let cheap = try await run(plan(hop) { $0.hires = nil }, options: keeping)
        let whole = try plan(hop)
        let finished = try await run(whole, options: resuming(stored(cheap)))
        #expect(finished.images.map(\.picture) == (try await run(whole)).images.map(\.picture))
    }

    @Test(arguments: ["tiny-sd1", "tiny-sd1 to tiny-sdxl"])
    func `a picture alone goes on to the second pass`(hop: String) async throws {
        let plan = try plan(hop) {
            $0.prompts = ["a cat"]
            $0.batchSize = 1
        }
        let undisturbed = try await run(plan, options: keeping)
        let first = try await run(
            self.plan(hop) {
                $0.prompts = ["a cat"]
                $0.batchSize = 1
                $0.hires = nil
            })
        let picture = try #require(first.images.first).picture
        let resumed = try await run(
            plan, options: resuming([0: FirstPassResult(picture: picture)]))
        let deviation = difference(
            resumed.images[0].picture.pixels, undisturbed.images[0].picture.pixels)
        // Over pixels the picture is what the hop would have used; to a latent it is encoded first.
        #expect(hop.contains(" to ") ? deviation.greatest == 0 : deviation.greatest > 0)
        #expect(resumed.images[0].picture.width == 128)
        let black = try FloatImage(
            width: 64, height: 64, pixels: Array(repeating: 0, count: 3 * 64 * 64))
        let other = try await run(plan, options: resuming([0: FirstPassResult(picture: black)]))
        #expect(other.images[0].picture != resumed.images[0].picture)
    }

    @Test func `pictures before the second pass come again`() async throws {
        let plan = try plan("tiny-sd1") { $0.savesBeforeHires = true }
        let undisturbed = try await run(plan, options: keeping)
        let resumed = try await run(plan, options: resuming(stored(undisturbed)))
        #expect(resumed.images.map(\.beforeHires) == undisturbed.images.map(\.beforeHires))
        #expect(resumed.images.map(\.picture) == undisturbed.images.map(\.picture))
    }

    @Test func `what is kept comes before what is made of it, and only if asked for`()
        async throws
    {
        let plan = try plan("tiny-sd1") { $0.hires = nil }
        let order = try await run(plan, options: keeping).all.compactMap { event in
            switch event {
            case .firstPass(let image, _): "kept \(image)"
            case .image(let image): "made \(image.plan.index)"
            default: nil
            }
        }
        #expect(
            order == [
                "kept 0", "kept 1", "made 0", "made 1", "kept 2", "kept 3", "made 2", "made 3",
            ])
        #expect(try await run(plan).firstPasses.isEmpty)
    }

    @Test func `a crash in the second pass loses nothing of the first`() async throws {
        let plan = try plan("tiny-sd1 to tiny-sdxl")
        let harvest = Harvest()
        await #expect(throws: Stop.self) {
            _ = try await run(plan, options: keeping, into: harvest) { event in
                if case .progress(let progress) = event, progress.pass == .hires { throw Stop() }
            }
        }
        let resumed = try await run(plan, options: resuming(stored(harvest)))
        #expect(resumed.images.map(\.picture) == (try await run(plan)).images.map(\.picture))
    }

    @Test func `an img2img that was kept is finished without a step`() async throws {
        let plan = try models().plan {
            $0.steps = 3
            $0.image = ImageRequest(
                try Image8(
                    width: 64, height: 64, channels: 3,
                    pixels: (0..<3 * 64 * 64).map { UInt8(truncatingIfNeeded: $0) }))
        }
        let undisturbed = try await run(plan, options: keeping)
        let resumed = try await run(plan, options: resuming(stored(undisturbed)))
        #expect(resumed.steps.isEmpty)
        #expect(resumed.images.map(\.picture) == undisturbed.images.map(\.picture))
    }

    @Test func `what was kept of another job is refused`() async throws {
        let kept = try stored(await run(plan("tiny-sd1") { $0.hires = nil }, options: keeping))
        let (wide, foreign) = (
            try plan("tiny-sd1") { $0.width = 128 }, try plan("tiny-sdxl to tiny-sd1")
        )
        await #expect(
            throws: EngineError.unfitFirstPass(
                image: 0, got: "a latent of SD 1.x/2.x, 4×8×8",
                expected: "a latent of SD 1.x/2.x, 4×8×16")
        ) { _ = try await run(wide, options: resuming(kept)) }
        await #expect(
            throws: EngineError.unfitFirstPass(
                image: 0, got: "a latent of SD 1.x/2.x, 4×8×8", expected: "a latent of SDXL, 4×8×8")
        ) { _ = try await run(foreign, options: resuming(kept)) }
        let picture = try #require(kept[0]?.picture)
        await #expect(
            throws: EngineError.unfitFirstPass(
                image: 2, got: "a picture of 64×64", expected: "one of 128×64")
        ) {
            _ = try await run(wide, options: resuming([2: FirstPassResult(picture: picture)]))
        }
        await #expect(throws: EngineError.noSuchImage(4, count: 4)) {
            _ = try await run(
                plan("tiny-sd1"), options: resuming([4: FirstPassResult(picture: picture)]))
        }
    }
}
