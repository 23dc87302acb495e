/// What one tensor of an adapter's module means. The raw value is what LyCORIS and kohya's trainers
/// put after the module's name.
enum AdapterPart: String, Sendable, Hashable, CaseIterable {
    case up = "lora_up.weight"
    case down = "lora_down.weight"
    case mid = "lora_mid.weight"
    case alpha
    case doraScale = "dora_scale"
    /// DoRA's lengths as PEFT writes them: one for each output, of whatever shape.
    case magnitude = "lora_magnitude_vector"
    case hadaW1A = "hada_w1_a"
    case hadaW1B = "hada_w1_b"
    case hadaT1 = "hada_t1"
    case hadaW2A = "hada_w2_a"
    case hadaW2B = "hada_w2_b"
    case hadaT2 = "hada_t2"
    case lokrW1 = "lokr_w1"
    case lokrW1A = "lokr_w1_a"
    case lokrW1B = "lokr_w1_b"
    case lokrW2 = "lokr_w2"
    case lokrW2A = "lokr_w2_a"
    case lokrW2B = "lokr_w2_b"
    case lokrT2 = "lokr_t2"
    case gloraA1 = "a1.weight"
    case gloraA2 = "a2.weight"
    case gloraB1 = "b1.weight"
    case gloraB2 = "b2.weight"
    case difference = "diff"
    case biasDifference = "diff_b"
    case replacement = "set_weight"
    case normWeight = "w_norm"
    case normBias = "b_norm"
    case oftBlocks = "oft_blocks"
    case oftDiagonal = "oft_diag"
    case rescale
    case factor = "weight"
    case onInput = "on_input"
}

extension AdapterPart {
    /// A key of an adapter's file as the module's name and the meaning of its tensor; `nil` if it
    /// ends in nothing known.
    static func split(_ key: String) -> (module: String, part: AdapterPart)? {
        // diffusers' attention processors: `attn1.processor.to_q_lora.up.weight`.
        for (ending, part) in [("_lora.up.weight", up), ("_lora.down.weight", down)]
        where key.hasSuffix(ending) {
            return (String(key.dropLast(ending.count)), part)
        }
        // The longest ending that is known, which is of three words at most.
        var split: (module: String, part: AdapterPart)?
        var end = key.utf8.endIndex
        for _ in 0..<3 {
            guard let dot = key.utf8[..<end].lastIndex(of: UInt8(ascii: ".")) else { break }
            if let part = endings[key[key.utf8.index(after: dot)...]] {
                split = (String(key[..<dot]), part)
            }
            end = dot
        }
        return split
    }

    /// The meanings of a key's last words, in every trainer's spelling.
    private static let endings: [Substring: AdapterPart] = {
        var endings = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue[...], $0) })
        // PEFT's adapters have a name, which is in the key where they were saved with the model.
        for name in ["", ".default"] {
            endings["lora_B\(name).weight"] = up
            endings["lora_A\(name).weight"] = down
            endings["lora_magnitude_vector\(name).weight"] = magnitude
        }
        endings["lora_magnitude_vector.default"] = magnitude
        endings["lora_B"] = up
        endings["lora_A"] = down
        for layer in ["lora", "lora_linear_layer"] {
            endings["\(layer).up.weight"] = up
            endings["\(layer).down.weight"] = down
        }
        return endings
    }()
}
