import Checkpoints
import Layers

extension LoraFacts {
    /// The LoRA in a file, if it changes modules of a model.
    init?(_ file: CheckpointFile) {
        if let plain = PlainLora(file) {
            self.init(
                kinds: [AdapterKind.lora.rawValue], rank: plain.rank,
                family: plain.family.description)
        } else if let adapter = try? AdapterFile(file) {
            self.init(
                kinds: adapter.kinds.map(\.rawValue), rank: adapter.ranks.first,
                family: adapter.family?.description ?? Self.named(file.metadata))
        } else {
            return nil
        }
    }

    /// The family by the name that kohya's trainers give the model they began with.
    private static func named(_ metadata: [String: String]) -> String? {
        guard let name = metadata["ss_base_model_version"] else { return nil }
        return families.first { name.hasPrefix($0.0) }?.1
    }

    private static let families = [
        ("sd_v1", "SD 1.x"), ("sd_v2", "SD 2.x"), ("sdxl", "SDXL"), ("sd3", "SD 3"),
        ("flux", "Flux"),
    ]
}

/// A LoRA of the commonest kind, known without sorting its names: nothing but thin matrices with
/// their scales, and among them one that tells the family.
///
/// It says what `AdapterFile` says, in a twentieth of the time: folders hold hundreds.
private struct PlainLora {
    let family: AdapterFamily
    /// The rank of most modules, of equally many the smallest.
    let rank: Int?

    init?(_ file: CheckpointFile) {
        var family: AdapterFamily?
        var ranks: [Int: Int] = [:]
        for (name, info) in file.tensors {
            if Self.downs.contains(where: name.hasSuffix) {
                guard info.shape.count > 1 else { return nil }
                ranks[info.shape[0], default: 0] += 1
                family = family ?? Self.family(of: name, columns: info.shape[1])
            } else if !Self.others.contains(where: name.hasSuffix) {
                return nil
            }
        }
        guard let family else { return nil }
        self.family = family
        rank = ranks.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    private static let downs = [".lora_down.weight", ".lora_A.weight"]
    private static let others = [".alpha", ".lora_up.weight", ".lora_B.weight"]

    private static func family(of name: String, columns: Int) -> AdapterFamily? {
        if fluxBlocks.contains(where: name.hasPrefix) { return .flux }
        guard crossAttention.contains(where: name.hasSuffix) else { return nil }
        return AdapterFamily(contextWidth: columns)
    }

    private static let fluxBlocks = ["lora_unet_double_blocks_", "lora_unet_single_blocks_"]
    private static let crossAttention = [
        "attn2_to_k.lora_down.weight", "attn2_to_v.lora_down.weight", "attn2.to_k.lora_A.weight",
        "attn2.to_v.lora_A.weight",
    ]
}
