import Imaging
@testable import Kiln
import KilnTesting
import Testing

@Suite struct RefinerTests {
    private func plan(
        _ refiner: String?, at share: Double = 0.5,
        _ change: (inout GenerationRequest) -> Void = { _ in }
    ) throws -> Plan {
        try TinyModels.shared.get().plan {
            $0.checkpoint = "tiny-sdxl"
            $0.steps = 6
            $0.sampler = "DPM++ 2M"
            $0.refiner = refiner.map { RefinerRequest(checkpoint: $0, switchAt: share) }
            change(&$0)
        }
    }

    private func picture(_ plan: Plan) async throws -> [Float] {
        try #require(try await run(plan).images.last).picture.pixels
    }

    @Test func `a refiner that is the same model changes nothing`() async throws {
        #expect(
            try await picture(plan("tiny-sdxl")) == (try await picture(plan(nil))))
    }

    @Test func `another model takes over at its share of the steps`() async throws {
        let plain = try await picture(plan(nil))
        let refined = try await picture(plan("tiny-v", at: 0.5))
        #expect(difference(refined, plain).greatest > 1)
        #expect(try await picture(plan("tiny-v", at: 1)) == plain)
        #expect(difference(refined, try await picture(plan("tiny-v", at: 0.8))).greatest > 1)
    }

    @Test func `after a refiner the hires pass returns to the base model`() throws {
        let plan = try plan("tiny-v") { $0.hires = HiresRequest() }
        #expect(plan.passes.map(\.role) == [.first, .refiner, .hires])
        #expect(plan.hires?.checkpoint == plan.first.checkpoint)
        #expect(plan.refiner?.takesOverAt == 0.5)
        #expect(
            PlanReport(plan, hashes: try TinyModels.shared.get().hashes).text.contains("refiner"))
    }

    @Test func `a refiner of another latent space is refused`() throws {
        #expect(
            throws: PlanError.foreignRefiner(
                file: "tiny-sd1.safetensors", family: "SD 1.x", first: "SDXL")
        ) { try plan("tiny-sd1") }
    }
}
