import Imaging
import Kiln
import KilnTesting
import Prompts
import Testing

/// What steers single images of a job: prompts that change, prompts that are composed, and values of
/// their own.
@Suite struct SteeringTests {
    private func picture(
        _ prompt: PromptRequest, _ change: (inout GenerationRequest) -> Void = { _ in }
    ) async throws -> [Float] {
        let plan = try TinyModels.shared.get().plan {
            $0.prompts = [prompt]
            $0.steps = 6
            $0.sampler = "Euler"
            change(&$0)
        }
        return try #require(try await run(plan).images.last).picture.pixels
    }

    @Test func `an edit to the same words changes nothing, one to others does`() async throws {
        let plain = try await picture("a cat")
        #expect(try await picture("a [cat:cat:3]") == plain)
        #expect(try await picture("a [cat|cat]") == plain)
        let edited = try await picture("a [cat:dog:3]")
        let other = try await picture("a dog")
        #expect(edited != plain && edited != other)
        // Steps 0 to 3 are the cat's, so that a switch behind the last step is none.
        #expect(try await picture("a [cat:dog:6]") == plain)
        #expect(try await picture("a [cat:dog:0]") == other)
    }

    @Test func `an edit counts in the hires pass by fractions above one`() async throws {
        func hires(_ prompt: PromptRequest) async throws -> [Float] {
            try await picture(prompt) {
                $0.hires = HiresRequest()
                $0.hires?.upscaler = "Latent"
            }
        }
        let plain = try await hires("a cat")
        #expect(try await hires("a [cat:dog:1.5]") != plain)
        #expect(try await picture("a [cat:dog:1.5]") == (try await picture("a cat")))
    }

    @Test func `a part of weight one is the prompt, one of weight zero is nothing`() async throws {
        let plain = try await picture("a cat")
        #expect(difference(try await picture("a cat AND a dog :0"), plain).greatest <= 1)
        let both = try await picture("a cat AND a dog")
        #expect(difference(both, plain).greatest > 1)
        #expect(difference(try await picture("a dog AND a cat"), both).greatest <= 1)
    }

    @Test func `prompts of one batch have what is their own`() async throws {
        let sampler = "DPM++ 2M"
        func of(_ change: (inout PromptRequest) -> Void) -> PromptRequest {
            var prompt = PromptRequest("a cat")
            change(&prompt)
            return prompt
        }
        let prompts = [
            of { $0.negativePrompt = "a dog, green, blurry" }, of { $0.cfgScale = 1 },
            of { $0.seed = 99 }, of { $0.text = "a [cat:dog:0.5] AND red :0.4" },
            of { $0.hiresPrompt = "a house" }, of { $0.hiresCfgScale = 2 },
            of { $0.hiresNegativePrompt = "yellow" },
        ]
        func change(_ request: inout GenerationRequest) {
            request.sampler = sampler
            request.hires = HiresRequest()
            request.hires?.checkpoint = "tiny-sdxl"
            request.hires?.steps = 3
        }
        let plan = try TinyModels.shared.get().plan {
            $0.prompts = prompts
            $0.steps = 6
            $0.batchSize = 1
            change(&$0)
        }
        let together = try await run(plan).images
        #expect(together.count == prompts.count)
        for (prompt, image) in zip(prompts, together) {
            let alone = try await picture(prompt, change)
            #expect(difference(image.picture.pixels, alone).greatest <= 1)
        }
        for (index, image) in together.enumerated() {
            for other in together[..<index] {
                #expect(
                    difference(image.picture.pixels, other.picture.pixels).greatest > 0.5,
                    "\(index) and \(other.plan.index)")
            }
        }
    }

    @Test(arguments: EmphasisMode.allCases)
    func `emphasis acts as its mode says`(mode: EmphasisMode) async throws {
        let weighed = try await picture("a (red:1.4) cat") { $0.text.emphasis = mode }
        let plain = try await picture("a red cat") { $0.text.emphasis = mode }
        #expect((weighed == plain) == (mode == .ignore))
    }
}
