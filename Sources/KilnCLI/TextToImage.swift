import ArgumentParser
import Kiln

/// `kiln txt2img`
struct TextToImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "txt2img",
        abstract: "Make images from prompts, in one pass or two.",
        discussion: """
            A line per written file goes to stdout. The hires pass may use a checkpoint of another \
            architecture:

              kiln txt2img --prompt "a red circle" --checkpoint demo-sd15 --width 128 \
            --height 128 --hr-checkpoint demo-sdxl
            """)

    @OptionGroup var options: GenerationOptions
    @OptionGroup(title: "Hires pass") var hires: HiresOptions
    @OptionGroup(title: "Results") var output: OutputOptions

    func run() async throws {
        try await Generation.run(
            options.request(hires: hires), in: options.place.folder(), to: output)
    }
}
