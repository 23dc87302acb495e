/// How a VAE's levels are made up, which its names tell, and so how both namings count them.
struct VAELayout {
    /// Residual blocks of each level, in diffusers' order.
    private let down: [Int]
    private let up: [Int]
    /// Whether the attention's projections have diffusers' names from before 2023.
    private let isOld: Bool

    /// The layout of the VAE with these names, in either naming.
    init(_ places: NamedPlaces) {
        if places.contains("encoder.down_blocks") || places.contains("decoder.up_blocks") {
            down = Self.levels("encoder.down_blocks", "resnets", places)
            up = Self.levels("decoder.up_blocks", "resnets", places)
        } else {
            down = Self.levels("encoder.down", "block", places)
            up = Self.levels("decoder.up", "block", places).reversed()
        }
        isOld = ["encoder", "decoder"].contains {
            places.contains("\($0).mid_block.attentions.0.query")
        }
    }

    private static func levels(
        _ name: String, _ blocks: String, _ places: NamedPlaces
    ) -> [Int] {
        (0..<places.children(of: name)).map { places.children(of: "\(name).\($0).\(blocks)") }
    }
}

// MARK: - Names

extension VAELayout {
    /// Every module in both namings.
    var pairs: [NamePair] {
        let levels =
            down.enumerated().flatMap { index, blocks in
                Self.level(
                    "encoder.down_blocks.\(index)", "encoder.down.\(index)", blocks: blocks)
            }
            // The original counts the decoder's levels from the picture's end.
            + up.enumerated().flatMap { index, blocks in
                Self.level(
                    "decoder.up_blocks.\(index)", "decoder.up.\(up.count - 1 - index)",
                    blocks: blocks)
            }
        return levels + ["encoder", "decoder"].flatMap(outside)
            + ["quant_conv", "post_quant_conv"].map { NamePair($0, $0) }
    }

    /// What of one half is in none of its levels.
    private func outside(_ half: String) -> [NamePair] {
        let attention = "\(half).mid_block.attentions.0"
        return Self.resnet("\(half).mid_block.resnets.0", "\(half).mid.block_1")
            + Self.resnet("\(half).mid_block.resnets.1", "\(half).mid.block_2")
            + projections.map { NamePair("\(attention).\($0)", "\(half).mid.attn_1.\($1)") }
            + [
                NamePair("\(half).conv_in", "\(half).conv_in"),
                NamePair("\(half).conv_norm_out", "\(half).norm_out"),
                NamePair("\(half).conv_out", "\(half).conv_out"),
            ]
    }

    private var projections: [(foreign: String, original: String)] {
        isOld
            ? [
                ("group_norm", "norm"), ("query", "q"), ("key", "k"), ("value", "v"),
                ("proj_attn", "proj_out"),
            ]
            : [
                ("group_norm", "norm"), ("to_q", "q"), ("to_k", "k"), ("to_v", "v"),
                ("to_out.0", "proj_out"),
            ]
    }

    private static func level(_ foreign: String, _ original: String, blocks: Int) -> [NamePair] {
        (0..<blocks).flatMap { resnet("\(foreign).resnets.\($0)", "\(original).block.\($0)") }
            + [
                NamePair("\(foreign).downsamplers.0.conv", "\(original).downsample.conv"),
                NamePair("\(foreign).upsamplers.0.conv", "\(original).upsample.conv"),
            ]
    }

    private static func resnet(_ foreign: String, _ original: String) -> [NamePair] {
        [
            ("norm1", "norm1"), ("conv1", "conv1"), ("norm2", "norm2"), ("conv2", "conv2"),
            ("conv_shortcut", "nin_shortcut"),
        ].map { NamePair("\(foreign).\($0)", "\(original).\($1)") }
    }
}
