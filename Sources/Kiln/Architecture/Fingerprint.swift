public import Checkpoints
public import Samplers

/// What a model file is, read from its header alone.
public struct Fingerprint: Sendable {
    /// The file that was read.
    public let file: CheckpointFile
    /// The models in it.
    public let components: [Component]
    /// What its UNet is, if it has one.
    public let model: Model
    /// How its UNet's output is to be read; `nil` without a runnable UNet.
    public let prediction: PredictionType?

    /// The verdict on the file's denoiser.
    public enum Model: Sendable, Equatable {
        /// A family that runs.
        case runs(Architecture)
        /// A denoiser that is known by name and does not run yet, with the reason.
        case known(String)
        /// No denoiser in the file.
        case none
    }

    /// Reads what the file's header says.
    public init(_ file: CheckpointFile) {
        self.file = file
        components = Component.all(in: file)
        model = Self.model(of: file, components: components)
        prediction =
            if case .runs(let architecture) = model {
                Self.prediction(of: file, architecture: architecture, components: components)
            } else {
                nil
            }
    }

    /// The family, if it runs.
    public var architecture: Architecture? {
        if case .runs(let architecture) = model { architecture } else { nil }
    }

    /// The UNet in the file.
    public var unet: Component? { components.first { $0.kind == .unet } }
    /// The VAE in the file.
    public var vae: Component? { components.first { $0.kind == .vae } }
    /// The text encoders in the file.
    public var encoders: [Component] { components.filter(\.kind.isText) }

    /// Channels of the size and pooled-text vector that the UNet takes; `nil` if it takes none.
    package var vectorWidth: Int? {
        guard let unet else { return nil }
        let shape = file.tensors[unet.prefix + "label_emb.0.0.weight"]?.shape
        return shape?.count == 2 ? shape?[1] : nil
    }
}

extension Fingerprint {
    private static func model(of file: CheckpointFile, components: [Component]) -> Model {
        if let name = otherFamilies.first(where: { family in
            family.keys.contains { file.tensors[$0] != nil }
        }) {
            return .known(name.title)
        }
        guard let unet = components.first(where: { $0.kind == .unet }),
            let input = file.tensors[unet.prefix + "input_blocks.0.0.weight"],
            input.shape.count == 4
        else { return .none }
        switch input.shape[1] {
        case 4: break
        case 9: return .known("an inpainting UNet with 9 input channels")
        case 8: return .known("an instruct-pix2pix UNet with 8 input channels")
        default: return .known("a UNet with \(input.shape[1]) input channels")
        }
        return family(of: file, unet: unet, components: components)
    }

    /// The UNet families differ in structure, so that the widths need not be known: SDXL takes a
    /// vector, SD 2.x projects into its transformers with matrices, SD 1.x with 1×1 convolutions.
    private static func family(
        of file: CheckpointFile, unet: Component, components: [Component]
    ) -> Model {
        if file.tensors[unet.prefix + "label_emb.0.0.weight"] != nil {
            let refiner =
                components.contains { $0.prefix == "conditioner.embedders.0.model." }
                || unet.width == 1280
            return refiner ? .known("an SDXL refiner") : .runs(.sdxl)
        }
        let projections = file.tensors.filter {
            $0.key.hasPrefix(unet.prefix) && $0.key.hasSuffix(".proj_in.weight")
        }
        guard let rank = projections.values.first?.shape.count else {
            return .known("a UNet without text conditioning")
        }
        return .runs(rank == 4 ? .sd1 : .sd2)
    }

    /// ε unless the file says v: by the key `v_pred`, by its metadata, or, for SD 2.x, by the bias
    /// of one norm, whose spread is above 0.09 in the v-trained models.
    private static func prediction(
        of file: CheckpointFile, architecture: Architecture, components: [Component]
    ) -> PredictionType {
        if file.tensors["v_pred"] != nil { return .v }
        switch file.metadata["modelspec.prediction_type"] {
        case "v", "v_prediction", "v-prediction": return .v
        case "epsilon": return .epsilon
        default: break
        }
        guard architecture == .sd2, let unet = components.first(where: { $0.kind == .unet }),
            let spread = file.standardDeviation(
                of: unet.prefix + "output_blocks.11.1.transformer_blocks.0.norm1.bias")
        else { return .epsilon }
        return spread > 0.09 ? .v : .epsilon
    }

    /// Families whose keys are known though no model of Kiln runs them yet.
    private static let otherFamilies: [(title: String, keys: [String])] = [
        (
            "SD 3 / 3.5 (MMDiT)",
            [
                "model.diffusion_model.joint_blocks.0.context_block.attn.qkv.weight",
                "joint_blocks.0.context_block.attn.qkv.weight",
            ]
        ),
        (
            "Flux or Chroma",
            [
                "model.diffusion_model.double_blocks.0.img_attn.norm.key_norm.scale",
                "double_blocks.0.img_attn.norm.key_norm.scale",
            ]
        ),
        ("Stable Cascade", ["clf.1.weight"]),
        (
            "a ControlNet",
            ["control_model.zero_convs.0.0.weight", "zero_convs.0.0.weight"]
        ),
        (
            "a UNet in diffusers layout",
            ["down_blocks.0.resnets.0.conv1.weight"]
        ),
    ]
}
