import ArgumentParser
import Kiln

/// What an option is that is not given.
private let defaults = GenerationRequest()

/// Where things are and what computes.
struct PlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            Model folder in the web UI's layout: Stable-diffusion/, VAE/, text_encoder/ \
            (default: $KILN_MODELS, else ./models).
            """, valueName: "folder"))
    var models: String?

    @Option(help: ArgumentHelp("Where to compute: cpu, cuda, cuda:N or mps.", valueName: "name"))
    var device = defaults.device

    @Option(
        help: ArgumentHelp(
            "Arithmetic of the denoiser: auto, float32, float16 or bfloat16.", valueName: "type"))
    var dtype = defaults.dtype

    /// The folder that these options and the environment name.
    func folder() throws -> ModelFolder {
        try ModelFolder(models ?? Environment.value("KILN_MODELS") ?? "models")
    }
}
