/// How a UNet's blocks are made up, which its names tell, and so how both namings count them.
struct UNetLayout {
    private var down: [Level] = []
    private var up: [Level] = []
    /// Whether there is a transformer between the middle's residual blocks.
    private let attendsInMiddle: Bool
    /// diffusers' name of what the original calls `label_emb`.
    private let label: String

    /// One of diffusers' down or up blocks.
    private struct Level {
        /// Whether each residual block has a transformer after it.
        var attends: [Bool] = []
        /// Whether a change of size ends it.
        var resamples = false
    }

    /// The layout of the UNet with these names, in either naming.
    init(_ places: NamedPlaces) {
        if places.contains("down_blocks") {
            down = Self.levels("down_blocks", "downsamplers", places)
            up = Self.levels("up_blocks", "upsamplers", places)
            attendsInMiddle = places.contains("mid_block.attentions.0")
        } else {
            down = Self.originalLevels("input_blocks", from: 1, places)
            up = Self.originalLevels("output_blocks", from: 0, places)
            attendsInMiddle = !places.contains("middle_block.1.in_layers")
        }
        label = places.contains("class_embedding") ? "class_embedding" : "add_embedding"
    }

    private static func levels(
        _ name: String, _ sampler: String, _ places: NamedPlaces
    ) -> [Level] {
        (0..<places.children(of: name)).map { index in
            let block = "\(name).\(index)"
            let resnets = 0..<places.children(of: "\(block).resnets")
            return Level(
                attends: resnets.map { places.contains("\(block).attentions.\($0)") },
                resamples: places.contains("\(block).\(sampler)"))
        }
    }

    /// The original counts through: a change of size ends a level, as a block of its own on the way
    /// down and as the last layer of a block on the way up.
    private static func originalLevels(
        _ name: String, from first: Int, _ places: NamedPlaces
    ) -> [Level] {
        var levels: [Level] = []
        var level = Level()
        for index in first..<max(first, places.children(of: name)) {
            let block = "\(name).\(index)"
            let resamples =
                places.contains("\(block).0.op") || places.contains("\(block).1.conv")
                || places.contains("\(block).2.conv")
            if places.contains("\(block).0.in_layers") {
                level.attends.append(places.contains("\(block).1.transformer_blocks"))
            }
            if resamples {
                level.resamples = true
                levels.append(level)
                level = Level()
            }
        }
        return level.attends.isEmpty ? levels : levels + [level]
    }
}

// MARK: - Names

extension UNetLayout {
    /// Every module in both namings.
    var pairs: [NamePair] {
        [
            NamePair("conv_in", "input_blocks.0.0"),
            NamePair("time_embedding.linear_1", "time_embed.0"),
            NamePair("time_embedding.linear_2", "time_embed.2"),
            NamePair("\(label).linear_1", "label_emb.0.0"),
            NamePair("\(label).linear_2", "label_emb.0.2"),
            NamePair("conv_norm_out", "out.0"),
            NamePair("conv_out", "out.2"),
        ] + downPairs + middlePairs + upPairs
    }

    private var downPairs: [NamePair] {
        var pairs: [NamePair] = []
        var number = 1
        for (index, level) in down.enumerated() {
            for (layer, attends) in level.attends.enumerated() {
                pairs += Self.layer(layer, of: "down_blocks.\(index)", attends: attends)
                    .map { NamePair($0.foreign, "input_blocks.\(number).\($0.original)") }
                number += 1
            }
            if level.resamples {
                pairs.append(
                    NamePair(
                        "down_blocks.\(index).downsamplers.0.conv", "input_blocks.\(number).0.op"))
                number += 1
            }
        }
        return pairs
    }

    private var middlePairs: [NamePair] {
        let resnets =
            Self.resnet("mid_block.resnets.0", "middle_block.0")
            + Self.resnet("mid_block.resnets.1", "middle_block.\(attendsInMiddle ? 2 : 1)")
        return attendsInMiddle
            ? resnets + [NamePair("mid_block.attentions.0", "middle_block.1")] : resnets
    }

    private var upPairs: [NamePair] {
        var pairs: [NamePair] = []
        var number = 0
        for (index, level) in up.enumerated() {
            for (layer, attends) in level.attends.enumerated() {
                pairs += Self.layer(layer, of: "up_blocks.\(index)", attends: attends)
                    .map { NamePair($0.foreign, "output_blocks.\(number).\($0.original)") }
                number += 1
            }
            if level.resamples, let attends = level.attends.last {
                pairs.append(
                    NamePair(
                        "up_blocks.\(index).upsamplers.0.conv",
                        "output_blocks.\(number - 1).\(attends ? 2 : 1).conv"))
            }
        }
        return pairs
    }

    /// A residual block and the transformer after it, whose original names begin in their block.
    private static func layer(_ index: Int, of block: String, attends: Bool) -> [NamePair] {
        let resnet = resnet("\(block).resnets.\(index)", "0")
        return attends ? resnet + [NamePair("\(block).attentions.\(index)", "1")] : resnet
    }

    private static func resnet(_ foreign: String, _ original: String) -> [NamePair] {
        [
            ("norm1", "in_layers.0"), ("conv1", "in_layers.2"), ("time_emb_proj", "emb_layers.1"),
            ("norm2", "out_layers.0"), ("conv2", "out_layers.3"),
            ("conv_shortcut", "skip_connection"),
        ].map { NamePair("\(foreign).\($0)", "\(original).\($1)") }
    }
}
