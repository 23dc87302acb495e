import Checkpoints
import Imaging
import Kiln
import KilnTesting
import Prompts
import Testing

// The goldens' pictures and what they were made of (`Tests/KilnTests/Fixtures/FORMAT.md`).

/// How far a golden's picture may be from the engine's, in levels: far below 1, because pictures of
/// random weights depend on small things less than real ones do.
let pictureTolerance: Float = 0.05

/// The mean difference of the engine's picture of a golden's request from the golden's, in levels of
/// 255, both cut off to 8 bits.
func distance(fromGolden name: String) async throws -> Float {
    let golden = try GoldenFile(TinyModels.fixture(name))
    let plan = try TinyModels.shared.get().plan { try $0.take(golden) }
    let images = try await run(plan).images
    let made = Image8(try #require(images.last).picture)
    let expected = try golden.image("picture")
    #expect(images.count == 1)
    #expect([made.width, made.height] == [expected.width, expected.height])
    return difference(made.pixels.map { Float($0) / 255 }, expected.pixels.map { Float($0) / 255 })
        .mean
}

extension GoldenFile {
    /// A picture of 8 bits, `[rows, columns]` or `[rows, columns, channels]`.
    func image(_ name: String) throws -> Image8 {
        guard let shape = file.tensors[name]?.shape else { throw Failure.missing(name) }
        return try Image8(
            width: shape[1], height: shape[0], channels: shape.count == 3 ? shape[2] : 1,
            pixels: bytes(name))
    }
}

extension GenerationRequest {
    /// Takes what a golden was made of.
    mutating func take(_ golden: GoldenFile) throws {
        let asked = GoldenMetadata(golden.file.metadata)
        take(asked)
        guard golden.file.tensors["given"] != nil else { return }
        var image = ImageRequest(try golden.image("given"))
        image.settings.denoisingStrength = asked.number("strength") ?? 0
        image.settings.fixesSteps = asked.flag("fixes_steps")
        image.settings.noiseMultiplier = asked.number("noise_multiplier") ?? 1
        image.settings.imageCfgScale = asked.number("image_cfg") ?? 1
        image.settings.canvas.resizeMode =
            ResizeMode(rawValue: asked.integer("resize_mode")) ?? .stretch
        if golden.file.tensors["given_mask"] != nil {
            image.mask = try golden.image("given_mask")
            image.settings.canvas.mask = asked.mask
            image.settings.maskWeight = asked.number("mask_weight") ?? 1
        }
        self.image = image
    }

    /// Takes what a golden's metadata says of its passes.
    mutating func take(_ asked: GoldenMetadata) {
        checkpoint = asked["prediction"] == "v" ? "tiny-v" : asked["model"]
        prompts = [PromptRequest(asked["prompt"] ?? "")]
        negativePrompt = asked["negative"] ?? ""
        sampler = asked["sampler"] ?? ""
        scheduler = asked["scheduler"] ?? ""
        steps = asked.integer("steps")
        cfgScale = asked.number("cfg") ?? 0
        seed = asked.integer("seed")
        rng = asked["rng"] ?? ""
        width = asked.integer("width")
        height = asked.integer("height")
        text.clipSkip = asked.integer("clip_skip")
        text.emphasis = asked["emphasis"].flatMap(EmphasisMode.init(named:)) ?? .original
        if asked.flag("ztsnr") { endsInNoise = true }
        refiner = asked["refiner"].map {
            RefinerRequest(checkpoint: $0, switchAt: asked.number("switch_at") ?? 0)
        }
        hires = asked.hires
    }
}

/// A golden's request, in words.
struct GoldenMetadata {
    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    subscript(key: String) -> String? { values[key] }

    func number(_ key: String) -> Double? { values[key].flatMap(Double.init) }

    /// A whole number; 0 where there is none.
    func integer(_ key: String) -> Int { values[key].flatMap { Int($0) } ?? 0 }

    func flag(_ key: String) -> Bool { values[key] == "1" }

    /// The second pass, if there is one.
    var hires: HiresRequest? {
        guard let upscaler = values["hr_upscaler"] else { return nil }
        var hires = HiresRequest()
        hires.checkpoint = values["hr_model"]
        hires.upscaler = upscaler
        hires.scale = number("hr_scale") ?? 2
        hires.resizeX = integer("hr_resize_x")
        hires.resizeY = integer("hr_resize_y")
        hires.steps = integer("hr_steps")
        hires.denoisingStrength = number("hr_strength") ?? 0
        return hires
    }

    /// How the mask is used.
    var mask: MaskSettings {
        var mask = MaskSettings()
        mask.content = MaskedContent(rawValue: integer("mask_fill")) ?? .original
        (mask.blurX, mask.blurY) = (integer("mask_blur_x"), integer("mask_blur_y"))
        mask.isInverted = flag("mask_inverted")
        mask.isRounded = flag("mask_rounded")
        mask.isOnlyMasked = flag("mask_only_masked")
        mask.padding = integer("mask_padding")
        return mask
    }
}
