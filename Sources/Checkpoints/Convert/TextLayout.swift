/// A text encoder of a pipeline under the names of an original checkpoint.
struct TextLayout {
    /// Layers of LAION's CLIP-H in the original checkpoints of SD 2.x.
    static let layersOfH = 24

    /// How a checkpoint names its text encoder, with the prefix of its names.
    enum Target {
        /// Hugging Face's names.
        case huggingFace(String)
        /// OpenCLIP's names.
        case openCLIP(String)
        /// OpenCLIP's names for an encoder whose last layer diffusers leaves out, because the models
        /// read the one before it: the result has a layer more, which hands its input on.
        case openCLIPWithoutLast(String)
    }

    private let file: CheckpointFile
    private let source: String

    /// The encoder whose names begin with `source`.
    init(_ file: CheckpointFile, below source: String) {
        self.file = file
        self.source = source
    }

    /// Its tensors under their new names.
    ///
    /// - Throws: `ConversionError`, if the layout has no place for one.
    func tensors(_ target: Target) throws(ConversionError) -> [ConvertedTensor] {
        switch target {
        case .huggingFace(let prefix):
            return stored.map { ConvertedTensor(prefix + $0.outside + $0.inside, $0.info) }
        case .openCLIP(let prefix):
            return try openCLIP(prefix)
        case .openCLIPWithoutLast(let prefix):
            let tensors = try openCLIP(prefix)
            return tensors + lastLayer(after: tensors, prefix: prefix + "transformer.resblocks.")
        }
    }

    /// The encoder's tensors: what Hugging Face puts before their names, and the names after it.
    /// Newer versions of its library leave `text_model.` out.
    private var stored: [(outside: String, inside: String, info: TensorInfo)] {
        file.tensors.filter { $0.key.hasPrefix(source) }.map { name, info in
            let name = String(name.dropFirst(source.count))
            let model = "text_model."
            if name.hasPrefix(model) { return (model, String(name.dropFirst(model.count)), info) }
            let isOutside = name.hasPrefix("text_projection") || name == "logit_scale"
            return (isOutside ? "" : model, name, info)
        }
    }
}

// MARK: - OpenCLIP

extension TextLayout {
    private func openCLIP(_ prefix: String) throws(ConversionError) -> [ConvertedTensor] {
        var tensors: [ConvertedTensor] = []
        var stored: [String: TensorInfo] = [:]
        for (_, name, info) in self.stored where stored.updateValue(info, forKey: name) != nil {
            throw .duplicateTensor(name, file: file.path)
        }
        for (name, info) in stored {
            switch name {
            case "embeddings.position_ids": continue
            case "embeddings.token_embedding.weight":
                tensors.append(ConvertedTensor(prefix + "token_embedding.weight", info))
            case "embeddings.position_embedding.weight":
                tensors.append(ConvertedTensor(prefix + "positional_embedding", info))
            case "final_layer_norm.weight", "final_layer_norm.bias":
                let end = name.dropFirst("final_layer_norm.".count)
                tensors.append(ConvertedTensor(prefix + "ln_final." + end, info))
            case "logit_scale":
                tensors.append(ConvertedTensor(prefix + name, info))
            case "text_projection.weight":
                guard
                    let matrix = ConvertedTensor.transposed(prefix + "text_projection", info)
                else { throw .unfitTensor(info.name, file: file.path) }
                tensors.append(matrix)
            default:
                let tensor = try layerTensor(name, info, in: stored)
                if var tensor {
                    tensor.name = prefix + tensor.name
                    tensors.append(tensor)
                }
            }
        }
        return tensors
    }

    /// A tensor of a layer; `nil` for the projections that come with the query's.
    private func layerTensor(
        _ name: String, _ info: TensorInfo, in stored: [String: TensorInfo]
    ) throws(ConversionError) -> ConvertedTensor? {
        // encoder.layers.<number>.<module>.weight
        let words = name.split(separator: ".")
        guard name.hasPrefix("encoder.layers."), words.count > 4, let end = words.last else {
            throw .unknownTensor(info.name, file: file.path)
        }
        let block = "transformer.resblocks.\(words[2])."
        let module = words[3..<words.count - 1].joined(separator: ".")
        if let renamed = Self.modules[module] {
            return ConvertedTensor("\(block)\(renamed).\(end)", info)
        }
        switch module {
        case "self_attn.q_proj":
            let parts = ["q", "k", "v"].compactMap {
                stored["encoder.layers.\(words[2]).self_attn.\($0)_proj.\(end)"]
            }
            guard parts.count == 3,
                let joined = ConvertedTensor.joined("\(block)attn.in_proj_\(end)", parts)
            else { throw .unfitTensor(info.name, file: file.path) }
            return joined
        case "self_attn.k_proj", "self_attn.v_proj":
            guard stored["encoder.layers.\(words[2]).self_attn.q_proj.\(end)"] != nil else {
                throw .unfitTensor(info.name, file: file.path)
            }
            return nil
        default: throw .unknownTensor(info.name, file: file.path)
        }
    }

    /// OpenCLIP's names of a layer's modules by Hugging Face's.
    private static let modules = [
        "layer_norm1": "ln_1", "layer_norm2": "ln_2", "self_attn.out_proj": "attn.out_proj",
        "mlp.fc1": "mlp.c_fc", "mlp.fc2": "mlp.c_proj",
    ]

    /// A layer after the last: in its two residual branches everything is zero, so that it hands its
    /// input on. None where the encoder has all its layers.
    private func lastLayer(
        after tensors: [ConvertedTensor], prefix: String
    ) -> [ConvertedTensor] {
        let names = Set(tensors.map(\.name))
        let count = NamedPlaces(names, below: prefix, depth: 1).children(of: nil)
        guard count > 0, count != Self.layersOfH else { return [] }
        let last = "\(prefix)\(count - 1)."
        return tensors.filter { $0.name.hasPrefix(last) }.map { tensor in
            tensor.zeros(named: "\(prefix)\(count)." + tensor.name.dropFirst(last.count))
        }
    }
}
