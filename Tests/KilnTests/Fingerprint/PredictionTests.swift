import Checkpoints
import Kiln
import KilnTesting
import Samplers
import Testing

/// What a file says, or lets be read, of its UNet's output.
@Suite struct PredictionTests {
    private typealias Model = HeaderModel

    private static let norm = "transformer_blocks.0.norm1.bias"
    private static let places = [
        ("model.diffusion_model.", "output_blocks.11.1."), ("", "output_blocks.11.1."),
        ("unet/", "up_blocks.3.attentions.2."), ("", "up_blocks.3.attentions.2."),
    ]

    private static func sd2(_ prefix: String, _ place: String) -> SafetensorsBuilder {
        let unet =
            place.hasPrefix("up")
            ? Model.diffusersUNet(prefix, context: 1024, linear: true)
            : Model.unet(prefix, context: 1024, linear: true)
        return SafetensorsBuilder(unet)
    }

    private static func bias(_ spread: Float) -> [Float] {
        (0..<320).map { $0.isMultiple(of: 2) ? spread : -spread }
    }

    @Test(arguments: places, [(Float(0.05), PredictionType.epsilon), (0.2, .v)])
    func `an SD 2 UNet's prediction is read from the spread of one norm, wherever it is`(
        place: (prefix: String, block: String), norm: (spread: Float, prediction: PredictionType)
    ) throws {
        var file = Self.sd2(place.prefix, place.block)
        file.add(place.prefix + place.block + Self.norm, values: Self.bias(norm.spread))
        #expect(try HeaderFile(file).fingerprint.prediction == norm.prediction)
    }

    @Test func `only SD 2 is read by its norm`() throws {
        var file = SafetensorsBuilder(Model.unet(context: 768))
        file.add(
            "model.diffusion_model.output_blocks.11.1." + Self.norm, values: Self.bias(0.2))
        #expect(try HeaderFile(file).fingerprint.prediction == .epsilon)
    }

    @Test(arguments: [
        ("v", PredictionType.v), ("v_prediction", .v), ("v-prediction", .v), ("epsilon", .epsilon),
    ])
    func `the metadata goes before the norm`(said: String, prediction: PredictionType) throws {
        var file = Self.sd2("", "output_blocks.11.1.")
        file.metadata["modelspec.prediction_type"] = said
        file.add("output_blocks.11.1." + Self.norm, values: Self.bias(0.2))
        #expect(try HeaderFile(file).fingerprint.prediction == prediction)
    }

    @Test(arguments: [
        ("model:\n  params:\n    parameterization: \"v\"\n", PredictionType.v),
        ("    parameterization: v # as trained", .v),
        ("parameterization: 'eps'", .epsilon),
        ("  target: sgm.modules.diffusionmodules.denoiser_scaling.VScaling", .v),
        ("  target: sgm.modules.diffusionmodules.denoiser_scaling.EpsScaling", .epsilon),
        ("# parameterization: v", .epsilon),
        ("parameterization: v" + String(repeating: " ", count: 65_536), .epsilon),
    ])
    func `the configuration beside a file goes first`(
        text: String, prediction: PredictionType
    ) throws {
        let file = try HeaderFile(SafetensorsBuilder(Model.unet(context: 768)))
        try file.addText("sample.yaml", text)
        #expect(try file.fingerprint.prediction == prediction)
    }

    @Test func `a configuration for noise overrules a key`() throws {
        let file = try HeaderFile(
            SafetensorsBuilder(Model.unet(context: 768) + [("v_pred", [1])]))
        #expect(try file.fingerprint.prediction == .v)
        try file.addText("sample.yaml", "parameterization: eps")
        #expect(try file.fingerprint.prediction == .epsilon)
    }

    @Test func `a schedule that ends in noise is a fact of the file`() throws {
        let unet = Model.unet(context: 2048, linear: true, vector: 2816)
        func found(_ more: HeaderModel.Tensors, _ metadata: [String: String] = [:]) throws -> Bool {
            try HeaderFile(SafetensorsBuilder(unet + more, metadata: metadata)).fingerprint
                .zeroTerminalSNR
        }
        #expect(try !found([]))
        #expect(try found([("ztsnr", [1])]))
        #expect(try found([], ["ztsnr": "true"]))
        #expect(try found([], ["ss_zero_terminal_snr": "True"]))
        #expect(try !found([], ["ss_zero_terminal_snr": "False"]))
    }
}
