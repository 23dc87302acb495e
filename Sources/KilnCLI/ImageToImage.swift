import ArgumentParser
import Kiln

/// `kiln img2img`
struct ImageToImage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "img2img",
        abstract: "Make images from a picture and prompts, whole or where a mask is white.",
        discussion: """
            A line per written file goes to stdout.

              kiln img2img --init-image photo.png --mask mask.png --prompt "a red circle" \
            --denoising-strength 0.6
            """)

    @OptionGroup(title: "Picture") var image: ImageOptions
    @OptionGroup var options: GenerationOptions
    @OptionGroup(title: "Results") var output: OutputOptions

    func run() async throws {
        var request = try options.request()
        request.image = try image.request()
        try await Generation.run(request, in: options.place.folder(), to: output)
    }
}
