import Foundation
import Kiln
import Testing

/// Styles of the `styles.csv` beside a model folder.
@Suite struct StyleTests {
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder.families()
        let rows = """
            name,prompt,negative_prompt
            Ink,"an ink drawing of {prompt}, (black:1.2)",colour
            Grainy,grain,
            """
        try Data(rows.utf8).write(to: URL(fileURLWithPath: folder.path + "/styles.csv"))
        return folder
    }

    @Test func `styles are put around the prompts of both passes`() throws {
        let plan = try folder().plan {
            $0.checkpoint = "one"
            $0.prompts = ["a cat # mine"]
            $0.negativePrompt = "blurry"
            $0.styles = ["ink", "Grainy", "None", ""]
            $0.hires = HiresRequest()
            $0.hires?.prompt = "a lion"
        }
        let image = plan.images[0]
        #expect(image.hires.prompt == "an ink drawing of a lion, (black:1.2), grain")
        #expect(image.hires.negativePrompt == "blurry, colour")
        // The web UI too applies styles first, so that a comment takes what follows it.
        #expect(image.first.prompt == "an ink drawing of a cat \n")
    }

    @Test func `an unknown style is refused with the closest names`() throws {
        let sentence = try folder().refusal {
            $0.checkpoint = "one"
            $0.styles = ["Inc"]
        }
        #expect(sentence?.hasPrefix("there is no style \"Inc\" in ") == true)
        #expect(sentence?.contains("Ink") == true)
        let without = try TemporaryFolder.families().refusal {
            $0.checkpoint = "one"
            $0.styles = ["Ink"]
        }
        #expect(without?.contains("is missing or has none") == true)
    }
}
