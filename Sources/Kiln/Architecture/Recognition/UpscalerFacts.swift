import Checkpoints

extension UpscalerFacts {
    /// The upscaler in a file, by the keys that its architecture alone has.
    init?(_ file: CheckpointFile) {
        let keys = TensorLookup(file)
        for prefix in Self.prefixes {
            let keys = keys.below(prefix)
            guard let row = Self.table.first(where: { keys.hasAll($0.keys) }) else { continue }
            self.init(family: row.family, scale: row.scale(keys))
            return
        }
        return nil
    }

    /// What trainers put around a network.
    private static let prefixes = ["", "params_ema.", "params.", "state_dict.", "module."]

    private struct Row {
        let family: String
        let keys: [String]
        let scale: (TensorLookup) -> Int?

        init(_ family: String, _ keys: [String], _ scale: @escaping (TensorLookup) -> Int?) {
            self.family = family
            self.keys = keys
            self.scale = scale
        }
    }

    /// The more special stands before the more general.
    private static var table: [Row] {
        [
            Row("ESRGAN", ["model.0.weight", "model.1.sub.0.RDB1.conv1.0.weight"], oldESRGAN),
            Row("ESRGAN", ["model.0.weight", "model.1.sub.0.RDB1.conv1x1.weight"], oldESRGAN),
            Row("ESRGAN", ["conv_first.weight", "body.0.rdb1.conv1.weight"], newESRGAN),
            Row("ESRGAN", ["conv_first.weight", "RRDB_trunk.0.RDB1.conv1.weight"], newESRGAN),
            Row("DAT", ["conv_first.weight", "before_RG.1.weight"], shuffled),
            Row(
                "HAT",
                [
                    "conv_first.weight",
                    "layers.0.residual_group.overlap_attn.relative_position_bias_table",
                ], shuffled),
            Row("Swin2SR", ["layers.0.residual_group.blocks.0.attn.logit_scale"], shuffled),
            Row("ATD", ["conv_first.weight", "layers.0.residual_group.td"], shuffled),
            Row("DRCT", ["conv_first.weight", "layers.0.swin1.norm1.weight"], shuffled),
            Row(
                "SwinIR",
                [
                    "layers.0.residual_group.blocks.0.norm1.weight",
                    "layers.0.residual_group.blocks.0.attn.relative_position_bias_table",
                ], shuffled),
            Row("SCUNet", ["m_head.0.weight", "m_tail.0.weight"], { _ in 1 }),
            Row(
                "SPAN", ["block_1.c1_r.sk.weight", "upsampler.0.weight"],
                { root($0.size("upsampler.0.weight", axis: 0)) }),
            Row("PLKSR", ["feats.0.weight", "feats.1.lk.conv.weight"], { last("feats", $0) }),
            Row("OmniSR", ["residual_layer.0.residual_layer.0.layer.0.fn.0.weight"], { _ in nil }),
            Row("GFPGAN (faces)", ["toRGB.0.weight", "stylegan_decoder.style_mlp.1.weight"], same),
            Row("CodeFormer (faces)", ["position_emb", "quantize.embedding.weight"], same),
            Row("Compact (SRVGG)", ["body.0.weight", "body.1.weight"], { last("body", $0) }),
        ]
    }

    private static func same(_ keys: TensorLookup) -> Int? { 1 }
}

// MARK: - Scales

extension UpscalerFacts {
    /// One step of doubling is three numbers of the layers' count (an interpolation, a convolution,
    /// a rectifier) beside five others (Wang et al. 2018, the first implementation).
    private static func oldESRGAN(_ keys: TensorLookup) -> Int? {
        guard let last = (2...30).last(where: { keys.has("model.\($0).weight") }), last >= 4 else {
            return nil
        }
        return unshuffled(1 << ((last - 4) / 3), keys.size("model.0.weight", axis: 1))
    }

    private static func newESRGAN(_ keys: TensorLookup) -> Int? {
        unshuffled(1 << doublings(keys), keys.size("conv_first.weight", axis: 1))
    }

    /// Convolutions after an interpolation by two.
    private static func doublings(_ keys: TensorLookup) -> Int {
        (1...4).count { keys.hasAny(["conv_up\($0).weight", "upconv\($0).weight"]) }
    }

    /// The scale after the input was folded: 2×2 pixels of three channels are 12.
    private static func unshuffled(_ scale: Int, _ inputs: Int?) -> Int {
        switch inputs {
        case 12: max(1, scale / 2)
        case 48: max(1, scale / 4)
        default: scale
        }
    }

    /// Steps of pixel shuffling, interpolation, or one shuffle straight into the picture.
    private static func shuffled(_ keys: TensorLookup) -> Int? {
        let doublings = doublings(keys)
        if doublings > 0 { return 1 << doublings }
        guard let rows = keys.size("upsample.0.weight", axis: 0) else { return 1 }
        guard keys.has("conv_before_upsample.0.weight") else { return root(rows) }
        var scale = 1
        for step in stride(from: 0, through: 6, by: 2) {
            let key = "upsample.\(step).weight"
            guard let rows = keys.size(key, axis: 0), let columns = keys.size(key, axis: 1),
                columns > 0
            else { break }
            scale *= rows / columns == 9 ? 3 : 2
        }
        return scale
    }

    /// The scale of a last convolution which the pixels are shuffled out of.
    private static func last(_ name: String, _ keys: TensorLookup) -> Int? {
        let weights = (1...100).map { "\(name).\($0).weight" }
        return root(weights.last { keys.shape($0)?.count == 4 }.flatMap { keys.size($0, axis: 0) })
    }

    /// s, for 3·s² rows; `nil` if there is none up to 8.
    private static func root(_ rows: Int?) -> Int? { (1...8).first { 3 * $0 * $0 == rows } }
}
