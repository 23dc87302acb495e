/// The modules of a text encoder. Adapters call them by Hugging Face's names, whatever the layout.
extension AdapterTargets {
    mutating func addText(_ shapes: [String: [Int]]) {
        for (module, target) in Self.modules(of: shapes) {
            add(target, as: [module] + Self.huggingFaceNames(of: module))
        }
        guard let width = shapes["transformer.resblocks.0.attn.in_proj_weight"]?.last else {
            return
        }
        for name in shapes.keys where name.hasSuffix(".attn.in_proj_weight") {
            addProjections(String(name.dropLast("_weight".count)), width: width, shapes)
        }
        if let shape = shapes["positional_embedding"], shape.count == 2 {
            add(
                AdapterTarget(weight: "positional_embedding", shape: shape, bias: nil),
                as: Self.huggingFaceNames(of: "positional_embedding"))
        }
        if let shape = shapes["text_projection"], shape.count == 2 {
            add(
                AdapterTarget(
                    weight: "text_projection", shape: shape.reversed(), bias: nil,
                    isTransposed: true),
                as: ["text_projection"])
        }
    }

    /// OpenCLIP stores the projections to queries, keys and values one under another.
    private mutating func addProjections(
        _ fused: String, width: Int, _ shapes: [String: [Int]]
    ) {
        guard shapes["\(fused)_weight"] == [3 * width, width] else { return }
        let bias = shapes["\(fused)_bias"] != nil ? "\(fused)_bias" : nil
        add(
            AdapterTarget(weight: "\(fused)_weight", shape: [3 * width, width], bias: bias),
            as: [fused])
        let words = fused.split(separator: ".")
        guard words.count == 5 else { return }
        for (index, letter) in ["q", "k", "v"].enumerated() {
            let target = AdapterTarget(
                weight: "\(fused)_weight", shape: [width, width], bias: bias,
                rows: index * width..<(index + 1) * width)
            let attention = "encoder.layers.\(words[2]).self_attn"
            add(target, as: Self.spellings("\(attention).\(letter)_proj"))
        }
    }

    /// Hugging Face's names of a module that has such a name or OpenCLIP's.
    private static func huggingFaceNames(of module: String) -> [String] {
        if let name = outerNames[module] { return spellings(name) }
        var words = module.split(separator: ".").map(String.init)
        if words.starts(with: ["transformer", "resblocks"]), words.count > 3 {
            guard let tail = blockNames[words[3...].joined(separator: ".")] else { return [] }
            return spellings("encoder.layers.\(words[2]).\(tail)")
        }
        if words.first == "text_model" { words.removeFirst() }
        return spellings(words.joined(separator: "."))
    }

    /// A name with and without the place that old checkpoints and new libraries leave out, and, of
    /// attention, what diffusers called its parts when it trained them as processors.
    private static func spellings(_ name: String) -> [String] {
        var names = [name]
        for part in ["q", "k", "v", "out"] where name.hasSuffix(".self_attn.\(part)_proj") {
            names.append(name.replacing(".\(part)_proj", with: ".to_\(part)"))
        }
        return names + names.map { "text_model.\($0)" }
    }

    private static let outerNames = [
        "ln_final": "final_layer_norm", "token_embedding": "embeddings.token_embedding",
        "positional_embedding": "embeddings.position_embedding",
    ]

    private static let blockNames = [
        "attn.out_proj": "self_attn.out_proj", "ln_1": "layer_norm1", "ln_2": "layer_norm2",
        "mlp.c_fc": "mlp.fc1", "mlp.c_proj": "mlp.fc2",
    ]
}
