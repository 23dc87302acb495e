import Foundation
import Imaging
import Testing

@testable import Kiln

@Suite struct ResidencyTests {
    private struct Stop: Error {}

    private func plan(
        _ checkpoint: String = "tiny-sd1", _ change: (inout GenerationRequest) -> Void = { _ in }
    ) throws -> Plan {
        try TinyModels.shared.get().plan {
            $0.checkpoint = checkpoint
            $0.steps = 2
            change(&$0)
        }
    }

    private func engine(budget: Int? = nil) throws -> Engine {
        try Engine(budget: budget, hashes: TinyModels.shared.get().hashes)
    }

    private func run(
        _ plan: Plan, on engine: Engine,
        onEvent: @escaping @Sendable (Event) throws -> Void = { _ in }
    ) async throws -> Harvest {
        let harvest = Harvest()
        try await engine.run(plan, hash: { _ in nil }) {
            harvest.take($0)
            try onEvent($0)
        }
        return harvest
    }

    @Test func `a second job with the same checkpoint reads nothing`() async throws {
        let engine = try engine()
        let plan = try plan()
        let first = try await run(plan, on: engine)
        #expect(first.loads.count == 3)
        #expect(await engine.residentFiles == [plan.first.checkpoint.path])
        let second = try await run(self.plan(), on: engine)
        #expect(second.reads == [])
        #expect(second.images.map(\.picture) == first.images.map(\.picture))
    }

    @Test func `another arithmetic reads what computes in it`() async throws {
        let engine = try engine()
        _ = try await run(plan(), on: engine)
        let other = try await run(plan { $0.dtype = "bfloat16" }, on: engine)
        #expect(other.loads == ["UNet of tiny-sd1.safetensors"])
    }

    @Test func `unloading frees all, and what is asked for is read again`() async throws {
        let engine = try engine()
        let first = try await run(plan(), on: engine)
        #expect(await engine.residentBytes > 0)
        await engine.unload()
        #expect(await engine.residentFiles == [])
        #expect(await engine.residentBytes == 0)
        let again = try await run(plan(), on: engine)
        #expect(again.loads == first.loads)
        #expect(again.images.map(\.picture) == first.images.map(\.picture))
    }

    @Test func `a checkpoint that changed on disk is read anew`() async throws {
        let models = try TinyModels.shared.get()
        let folder = URL(fileURLWithPath: models.path).appendingPathComponent("Stable-diffusion")
        let file = folder.appendingPathComponent("changing.safetensors")
        func put(_ name: String, at date: Date) throws {
            try? FileManager.default.removeItem(at: file)
            try FileManager.default.copyItem(
                at: folder.appendingPathComponent(name + ".safetensors"), to: file)
            try FileManager.default.setAttributes(
                [.modificationDate: date], ofItemAtPath: file.path)
        }
        defer { try? FileManager.default.removeItem(at: file) }
        let engine = try engine()
        try put("tiny-sd1", at: Date(timeIntervalSince1970: 1_700_000_000))
        let first = try await run(plan("changing"), on: engine)
        try put("tiny-sdxl", at: Date(timeIntervalSince1970: 1_700_000_001))
        let other = try await run(plan("changing"), on: engine)
        #expect(other.loads.count == 4)
        #expect(other.images[0].picture != first.images[0].picture)
        // Of the same size, told by its time alone.
        try put("tiny-sdxl", at: Date(timeIntervalSince1970: 1_700_000_002))
        #expect(try await run(plan("changing"), on: engine).loads.count == 4)
        // What is not there any more does not stay either, whoever runs next.
        try FileManager.default.removeItem(at: file)
        _ = try await run(plan(), on: engine)
        #expect(await engine.residentFiles.map { $0.hasSuffix("tiny-sd1.safetensors") } == [true])
    }

    @Test func `a LoRA that changed on disk is read anew`() async throws {
        let models = try TinyModels.shared.get()
        let path = models.path + "/Lora/changing.safetensors"
        func put(_ seed: Int, at date: Date) throws {
            try? FileManager.default.removeItem(atPath: path)
            try TinyLora.write(
                TinyLora.module(
                    "lora_unet_middle_block_1_transformer_blocks_0_attn2_to_v",
                    up: TinyLora.numbers(24, seed: seed, scale: 8),
                    down: TinyLora.numbers(16, seed: seed)), to: path)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
        }
        defer { try? FileManager.default.removeItem(atPath: path) }
        func picture(_ engine: Engine, _ prompt: String) async throws -> [Float] {
            let plan = try plan { $0.prompts = [PromptRequest(prompt)] }
            return try #require(try await run(plan, on: engine).images.first).picture.pixels
        }
        let engine = try engine()
        let plain = try await picture(engine, "a cat")
        try put(1, at: Date(timeIntervalSince1970: 1_700_000_000))
        let first = try await picture(engine, "a cat<lora:changing:1>")
        try put(2, at: Date(timeIntervalSince1970: 1_700_000_001))
        let second = try await picture(engine, "a cat<lora:changing:1>")
        #expect(first != plain && second != plain && second != first)
        #expect(second == (try await picture(self.engine(), "a cat<lora:changing:1>")))
        // What a LoRA changed is as it was without it.
        #expect(try await picture(engine, "a cat") == plain)
    }

    @Test func `a budget holds over many checkpoints`() async throws {
        let all = ["tiny-sd1", "tiny-sdxl", "tiny-inpaint", "tiny-sd1", "tiny-v", "tiny-sdxl"]
        let sizes = try all.map { try MemoryEstimate(plan($0)).allWeights }
        let roomy = try (all: engine(), budget: try #require(sizes.max()))
        let tight = try engine(budget: roomy.budget)
        for checkpoint in all {
            let free = try await run(plan(checkpoint), on: roomy.all)
            let bound = try await run(plan(checkpoint), on: tight)
            #expect(bound.images.map(\.picture) == free.images.map(\.picture))
            #expect(await tight.residentBytes <= roomy.budget)
        }
        #expect(await roomy.all.residentBytes > roomy.budget)
        // Nothing fits: everything is lent all the same, and nothing stays.
        let none = try engine(budget: 1)
        #expect(try await run(plan(), on: none).images.count == 1)
        #expect(await none.residentBytes == 0)
    }

    @Test func `the same model of another file is not read where contents are known`()
        async throws
    {
        let engine = try engine()
        // Both in one job: their contents are compared, and known from then on.
        let both = try plan("tiny-sdxl") {
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "tiny-v"
        }
        _ = try await run(both, on: engine)
        await engine.unload()
        _ = try await run(plan("tiny-sdxl"), on: engine)
        let other = try await run(plan("tiny-v"), on: engine)
        #expect(other.reads == [])
        let fresh = try await run(plan("tiny-v"), on: self.engine())
        #expect(other.images.map(\.picture) == fresh.images.map(\.picture))
    }

    @Test func `a job that fails or is cancelled leaves whole models`() async throws {
        let engine = try engine()
        let expected = try await run(plan(), on: self.engine()).images.map(\.picture)
        // Wherever it ends: at any of its events.
        let events = try await run(plan(), on: self.engine()).all.count
        for end in 0..<events {
            await engine.unload()
            let counted = Harvest()
            await #expect(throws: Stop.self) {
                _ = try await run(plan(), on: engine) { event in
                    counted.take(event)
                    if counted.all.count > end { throw Stop() }
                }
            }
            let next = try await run(plan(), on: engine)
            #expect(next.images.map(\.picture) == expected)
        }
        let cancellation = Cancellation()
        cancellation.cancel()
        await #expect(throws: CancellationError.self) {
            try await engine.run(
                plan(), cancellation: cancellation, hash: { _ in nil }, onEvent: { _ in })
        }
        #expect(try await run(plan(), on: engine).reads == [])
    }
}

extension Harvest {
    /// The parts that began to be read.
    fileprivate var reads: [String] {
        all.compactMap {
            if case .loading(let part, let file) = $0 { "\(part) of \(file)" } else { nil }
        }
    }
}
