import Imaging
import Kiln
import KilnTesting
import Testing

/// Checkpoints that edit a picture by an instruction (InstructPix2Pix).
@Suite struct EditingTests {
    @Test(arguments: ["edit", "edit-held", "edit-unsteered", "edit-latent", "edit-mask"])
    func `an editing checkpoint's picture is the independent implementation's`(
        name: String
    ) async throws {
        let distance = try await distance(fromGolden: name)
        #expect(distance <= pictureTolerance)
    }

    @Test func `an editing checkpoint needs a picture`() throws {
        let models = try TinyModels.shared.get()
        #expect(throws: PlanError.needsPicture(file: "tiny-edit.safetensors")) {
            try models.plan { $0.checkpoint = "tiny-edit" }
        }
        #expect(throws: PlanError.needsPicture(file: "tiny-edit.safetensors")) {
            try models.plan {
                $0.hires = HiresRequest()
                $0.hires?.checkpoint = "tiny-edit"
            }
        }
        #expect(throws: PlanError.needsPicture(file: "tiny-edit.safetensors")) {
            try models.plan { $0.refiner = RefinerRequest(checkpoint: "tiny-edit") }
        }
    }

    @Test func `a refiner that edits is steered by its picture whatever the scale`() async throws {
        func picture(_ cfg: Double) async throws -> [Float] {
            let plan = try TinyModels.shared.get().plan {
                try $0.take(GoldenFile(TinyModels.fixture("edit")))
                $0.checkpoint = "tiny-sd1"
                $0.refiner = RefinerRequest(checkpoint: "tiny-edit", switchAt: 0.3)
                $0.steps = 4
                $0.cfgScale = cfg
                $0.image?.settings.imageCfgScale = 4
                $0.negativePrompt = "a dog, green, blurry"
            }
            return try #require(try await run(plan).images.first).picture.pixels
        }
        // A scale just beside 1 computes the negative side in any case.
        #expect(difference(try await picture(1), try await picture(1.000_001)).greatest < 0.1)
    }

    @Test func `a picture steers where the prompt does not`() async throws {
        func picture(_ cfg: Double, _ imageCfg: Double, batch: Int = 1) async throws -> [[Float]] {
            let plan = try TinyModels.shared.get().plan {
                try $0.take(GoldenFile(TinyModels.fixture("edit")))
                $0.steps = 4
                $0.cfgScale = cfg
                $0.image?.settings.imageCfgScale = imageCfg
                $0.batchSize = batch
            }
            return try await run(plan).images.map(\.picture.pixels)
        }
        let plain = try await picture(1, 1)[0]
        let held = try await picture(1, 3, batch: 2)
        #expect(difference(held[0], plain).greatest > 1)
        #expect(difference(held[0], try await picture(1, 3)[0]).greatest <= 1)
        #expect(difference(held[0], held[1]).greatest > 1)
    }
}
