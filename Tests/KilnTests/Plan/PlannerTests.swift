import Foundation
import Kiln
import KilnTesting
import Samplers
import Testing

@Suite struct PlannerTests {
    @Test func `the families are told apart by structure at any width`() throws {
        let folder = try TemporaryFolder()
        try folder.add("Stable-diffusion/a", HeaderCheckpoint.sd1(context: 40))
        try folder.add("Stable-diffusion/b", HeaderCheckpoint.sd2(context: 40))
        try folder.add("Stable-diffusion/c", HeaderCheckpoint.sdxl(l: 24, g: 40))
        let families = try ["a", "b", "c"].map { name in
            try folder.plan { $0.checkpoint = name }.first.architecture.id
        }
        #expect(families == ["sd1", "sd2", "sdxl"])
    }

    @Test func `a plan without hires has one pass and no hop`() throws {
        let plan = try TemporaryFolder.families().plan { $0.checkpoint = "one" }
        #expect(plan.passes.count == 1)
        #expect(plan.hop == nil)
        #expect(plan.first.sampler.name == "DPM++ 2M")
        #expect(plan.first.schedule.label == "Karras")
        #expect(plan.first.requestedSchedule.label == "Automatic")
        #expect(plan.first.latentSize == PixelSize(width: 64, height: 64))
    }

    @Test func `two families go through pixels and one latent space through latents`() throws {
        let folder = try TemporaryFolder.families()
        func way(_ first: String, _ second: String) throws -> HopPlan.Way? {
            try folder.plan {
                $0.checkpoint = first
                $0.hires = HiresRequest()
                $0.hires?.checkpoint = second
            }.hop?.way
        }
        #expect(try way("one", "xl") == .pixels(.lanczos))
        #expect(try way("xl", "two") == .pixels(.lanczos))
        #expect(try way("one", "two") == .latent(.bilinear))
        #expect(try way("xl", "xl") == .latent(.bilinear))
    }

    @Test func `a latent upscaler across spaces is refused with the alternative`() throws {
        let sentence = try TemporaryFolder.families().refusal {
            $0.checkpoint = "one"
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "xl"
            $0.hires?.upscaler = "latent (bicubic)"
        }
        #expect(
            sentence
                == "the upscaler \"Latent (bicubic)\" works on latents, and latents of SD 1.x mean "
                + "nothing to SDXL; use \"Lanczos\", which goes through pixels.")
    }

    @Test func `an unknown upscaler is refused with the list`() throws {
        let sentence = try TemporaryFolder.families().refusal {
            $0.checkpoint = "one"
            $0.hires = HiresRequest()
            $0.hires?.upscaler = "4x-UltraSharp"
        }
        #expect(sentence?.hasPrefix("there is no upscaler \"4x-UltraSharp\"; there are: ") == true)
        #expect(sentence?.contains("Latent (nearest-exact), None, Lanczos") == true)
    }

    @Test func `hires values left out are the first pass's`() throws {
        let plan = try TemporaryFolder.families().plan {
            $0.checkpoint = "one"
            $0.sampler = "Euler a"
            $0.scheduler = "Exponential"
            $0.cfgScale = 5.5
            $0.steps = 13
            $0.negativePrompt = "blurry"
            $0.hires = HiresRequest()
        }
        let hires = try #require(plan.hires)
        #expect(hires.sampler.name == "Euler a")
        #expect(hires.schedule.label == "Exponential")
        #expect(hires.cfgScale == 5.5)
        #expect(hires.steps == 13)
        #expect(hires.scheduleSteps == 18)
        #expect(plan.images[0].hires.prompt == "a cat")
        #expect(plan.images[0].hires.negativePrompt == "blurry")
    }

    @Test func `hires values given are the hires pass's alone`() throws {
        let plan = try TemporaryFolder.families().plan {
            $0.checkpoint = "one"
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "xl"
            $0.hires?.prompt = "a dog"
            $0.hires?.cfgScale = 1
            $0.hires?.sampler = "Use same sampler"
            $0.hires?.scheduler = "Simple"
            $0.hires?.steps = 8
            $0.hires?.denoisingStrength = 0.35
        }
        let hires = try #require(plan.hires)
        #expect(plan.first.cfgScale == 7)
        #expect(hires.cfgScale == 1)
        #expect(hires.schedule.label == "Simple")
        #expect(hires.sampler.name == "DPM++ 2M")
        #expect((hires.steps, hires.scheduleSteps) == (8, 22))
        #expect(plan.images[0].hires.prompt == "a dog")
        #expect(plan.images[0].first.prompt == "a cat")
    }

    @Test func `sizes follow the web UI's arithmetic`() throws {
        let plan = try TemporaryFolder.families().plan {
            $0.checkpoint = "one"
            $0.width = 832
            $0.height = 1216
            $0.hires = HiresRequest()
            $0.hires?.scale = 1.4
        }
        let hires = try #require(plan.hires)
        #expect(hires.size == PixelSize(width: 1164, height: 1702))
        #expect(hires.latentSize == PixelSize(width: 145, height: 212))
    }

    @Test func `every prompt gets its own images and the same seeds`() throws {
        let plan = try TemporaryFolder.families().plan {
            $0.checkpoint = "one"
            $0.prompts = ["a", "b"]
            $0.batchSize = 2
            $0.iterations = 2
        }
        #expect(plan.images.map(\.first.prompt) == ["a", "a", "a", "a", "b", "b", "b", "b"])
        #expect(plan.images.map(\.seed) == [42, 43, 44, 45, 42, 43, 44, 45])
        #expect(plan.images.map(\.index) == Array(0..<8))
    }

    @Test func `a shared checkpoint counts once in the estimate`() throws {
        let folder = try TemporaryFolder.families()
        let one = MemoryEstimate(try folder.plan { $0.checkpoint = "one" })
        let two = MemoryEstimate(
            try folder.plan {
                $0.checkpoint = "one"
                $0.hires = HiresRequest()
            })
        #expect(one.allWeights > 0)
        #expect(two.allWeights == one.allWeights)
        #expect(two.weights == [one.allWeights, one.allWeights])
        #expect(two.activations == one.activations * 4)
    }
}
