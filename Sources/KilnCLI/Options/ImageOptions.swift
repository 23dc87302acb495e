import ArgumentParser
import Imaging
import Kiln

/// The picture that `img2img` begins with, and what of it is made anew.
struct ImageOptions: ParsableArguments {
    @Option(
        name: .customLong("init-image"),
        help: ArgumentHelp("Picture to begin with: PNG, JPEG or WebP.", valueName: "file"))
    var picture: String

    @Option(
        help: ArgumentHelp(
            "Picture that is white where the other is made anew.", valueName: "file"))
    var mask: String?

    @Option(
        help: ArgumentHelp(
            """
            How the picture comes to the size: 0 stretched, 1 cropped, 2 filled at its edges, \
            3 stretched as latents.
            """, valueName: "mode"))
    var resizeMode = ResizeMode.stretch.rawValue

    @Option(
        help: ArgumentHelp("Share of the noise schedule that runs, 0 to 1.", valueName: "share"))
    var denoisingStrength = 0.75

    @Flag(help: "Run as many steps as are asked for, and not their share by denoising strength.")
    var fixSteps = false

    @Option(help: ArgumentHelp("Factor of the noise that is put in.", valueName: "factor"))
    var noiseMultiplier = 1.0

    @Option(
        help: ArgumentHelp(
            "How much an editing model (InstructPix2Pix) holds on to the picture.",
            valueName: "scale"))
    var imageCfgScale = 1.5

    @Option(help: ArgumentHelp("Blur of the mask's edge, in pixels.", valueName: "pixels"))
    var maskBlur = 4

    @Flag(help: "Make anew what is black in the mask.")
    var invertMask = false

    @Flag(help: "Take a mask's shades as shares, and not as black or white.")
    var softMask = false

    @Option(
        help: ArgumentHelp(
            "What the masked part begins as: 0 fill, 1 original, 2 latent noise, 3 latent nothing.",
            valueName: "mode"))
    var inpaintingFill = MaskedContent.original.rawValue

    @Flag(help: "Make the masked part alone, at the full size, and put it back.")
    var onlyMasked = false

    @Option(
        help: ArgumentHelp(
            "Pixels around the masked part that are seen too.", valueName: "pixels"))
    var onlyMaskedPadding = 32

    @Option(
        help: ArgumentHelp(
            "How far what is masked is hidden from an inpainting model, 0 to 1.",
            valueName: "share"))
    var maskWeight = 1.0

    /// The picture these options describe, read from its files.
    func request() throws -> ImageRequest {
        ImageRequest(
            try PictureFile.read(picture), mask: try mask.map(PictureFile.read),
            settings: try settings())
    }

    private func settings() throws -> ImageSettings {
        var settings = ImageSettings()
        settings.canvas.resizeMode = try choice("--resize-mode", resizeMode)
        settings.canvas.mask.blurX = maskBlur
        settings.canvas.mask.blurY = maskBlur
        settings.canvas.mask.isInverted = invertMask
        settings.canvas.mask.isRounded = !softMask
        settings.canvas.mask.content = try choice("--inpainting-fill", inpaintingFill)
        settings.canvas.mask.isOnlyMasked = onlyMasked
        settings.canvas.mask.padding = onlyMaskedPadding
        settings.denoisingStrength = denoisingStrength
        settings.fixesSteps = fixSteps
        settings.noiseMultiplier = noiseMultiplier
        settings.imageCfgScale = imageCfgScale
        settings.maskWeight = maskWeight
        return settings
    }

    private func choice<Choice: RawRepresentable<Int> & CaseIterable>(
        _ option: String, _ value: Int
    ) throws -> Choice {
        guard let choice = Choice(rawValue: value) else {
            throw ValidationError(
                "\(option) is \(value); it may be 0 to \(Choice.allCases.count - 1)")
        }
        return choice
    }
}
