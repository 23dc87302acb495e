public import Layers
public import Torch

/// The text encoder of CLIP (Radford et al. 2021, §2.4), in Hugging Face's or OpenCLIP's names.
public struct CLIPText: Sendable {
    /// Channels of a hidden state.
    public let width: Int
    /// Token ids that it knows: 0 up to this, exclusive.
    public let vocabulary: Int
    /// Tokens of the longest text, begin and end included.
    public let positions: Int
    /// Number of layers.
    public var depth: Int { layers.count }

    private let tokenEmbedding: Tensor
    private let positionEmbedding: Tensor
    private let layers: [CLIPLayer]
    private let finalNorm: LayerNorm
    private let projection: Tensor?

    /// What the encoder makes of a batch of texts.
    public struct Output: Sendable {
        /// The chosen layer's states, `[batch, positions, width]`.
        public let hidden: Tensor
        /// The whole text in one vector, `[batch, channels]`: the last layer's normed state at the
        /// end token, through the text projection where the file has one.
        public let pooled: Tensor
    }

    /// The encoder whose names begin at `w`, in the layout that the names show.
    ///
    /// The file's metadata `kiln.text.heads` goes before the argument.
    ///
    /// - Parameter heads: how attention is split; all published encoders have 64-channel heads.
    /// - Throws: `WeightsError`, if the tensors do not make such a network.
    public init(_ w: Weights, heads: HeadCount = .channels(64)) throws(WeightsError) {
        let heads = try w.count(metadata: "kiln.text.heads").map(HeadCount.count) ?? heads
        if w["transformer.resblocks"].exists {
            try self.init(openCLIP: w, heads: heads)
        } else {
            try self.init(huggingFace: w, heads: heads)
        }
    }

    /// Old files name everything without `text_model.`; the projection is outside it in all.
    private init(huggingFace root: Weights, heads: HeadCount) throws(WeightsError) {
        let w = root["text_model"].exists ? root["text_model"] : root
        let tokens = try w["embeddings.token_embedding"].shape("weight")
        let positions = try w["embeddings.position_embedding"].shape("weight")
        tokenEmbedding = try w.tensor("embeddings.token_embedding.weight", shape: [nil, nil])
        (vocabulary, width) = (tokens[0], tokens[1])
        positionEmbedding = try w.tensor(
            "embeddings.position_embedding.weight", shape: [nil, width])
        self.positions = positions[0]
        // OpenAI's encoders use the quick GELU. LAION's H and G, which are wider, do not, whatever
        // the layout of their file.
        let activation: CLIPLayer.Activation = width < 1024 ? .quickGELU : .gelu
        var layers: [CLIPLayer] = []
        for place in w["encoder.layers"].children {
            layers.append(
                try CLIPLayer(
                    huggingFace: place, width: width, heads: heads, activation: activation))
        }
        self.layers = layers
        finalNorm = try LayerNorm(w["final_layer_norm"], channels: width)
        projection = try root.textProjection(width)
    }

    private init(openCLIP w: Weights, heads: HeadCount) throws(WeightsError) {
        let tokens = try w["token_embedding"].shape("weight")
        let positions = try w.shape("positional_embedding")
        tokenEmbedding = try w.tensor("token_embedding.weight", shape: [nil, nil])
        (vocabulary, width) = (tokens[0], tokens[1])
        positionEmbedding = try w.tensor("positional_embedding", shape: [nil, width])
        self.positions = positions[0]
        var layers: [CLIPLayer] = []
        for place in w["transformer.resblocks"].children {
            layers.append(try CLIPLayer(openCLIP: place, width: width, heads: heads))
        }
        self.layers = layers
        finalNorm = try LayerNorm(w["ln_final"], channels: width)
        projection = try w.textProjection(width)
    }

    /// The states of a batch of texts.
    ///
    /// - Parameters:
    ///   - ids: token ids, `[batch, positions]`.
    ///   - learnt: vectors that stand in place of tokens' own, in every text of the batch.
    ///   - skip: which layer's states: 1 the last, 2 the one before it (the web UI's "Clip skip"),
    ///     up to `depth + 1`, the embeddings; beyond that, the nearest of these.
    ///   - finalNorm: whether the states pass the encoder's final norm.
    public func callAsFunction(
        _ ids: Tensor, replacing learnt: [LearntVectors] = [], skip: Int = 1, finalNorm norm: Bool
    ) -> Output {
        let embedded = learnt.reduce(tokenEmbedding.rows(ids.to(tokenEmbedding.device))) {
            $1.placed(in: $0)
        }
        var states = [embedded + positionEmbedding.narrowed(0, from: 0, count: embedded.dim(1))]
        for layer in layers { states.append(layer(states[states.count - 1])) }
        let last = finalNorm(states[depth])
        let chosen = states[depth + 1 - min(max(skip, 1), depth + 1)]
        let hidden = norm ? finalNorm(chosen) : chosen
        return Output(hidden: hidden, pooled: pooled(last, ids))
    }

    /// The states at each text's first end token, which has the highest id.
    private func pooled(_ states: Tensor, _ ids: Tensor) -> Tensor {
        let length = ids.dim(-1)
        // Void ids have no values, and their states are void too.
        let values = (try? ids.ints()) ?? []
        let ends = stride(from: 0, to: values.count, by: max(length, 1)).compactMap { start in
            let text = values[start..<min(start + length, values.count)]
            return text.max().flatMap(text.firstIndex)
        }
        let rows = Tensor(ends, shape: [ends.count], device: states.device)
        let vectors = states.flattened(from: 0, to: 1).rows(rows)
        return projection.map { vectors.matmul($0) } ?? vectors
    }
}

extension Weights {
    /// The matrix `[width, channels]` that pooled states are multiplied by: OpenCLIP stores it so,
    /// Hugging Face as a linear map, transposed. `nil` where the file has none.
    fileprivate func textProjection(_ width: Int) throws(WeightsError) -> Tensor? {
        if has("text_projection") {
            return try tensor("text_projection", shape: [width, nil])
        }
        guard has("text_projection.weight") else { return nil }
        return try tensor("text_projection.weight", shape: [nil, width]).transposed(0, 1)
    }
}

/// A transformer layer with its norms before attention and MLP.
struct CLIPLayer: Sendable {
    private let norm1: LayerNorm
    private let attention: Attention
    private let norm2: LayerNorm
    private let widen: Linear
    private let activation: Activation
    private let narrow: Linear

    /// The MLP's nonlinearity.
    enum Activation: Sendable {
        /// `x · Φ(x)` (Hendrycks & Gimpel 2016).
        case gelu
        /// Its approximation `x · sigmoid(1.702 x)`.
        case quickGELU
    }

    init(
        huggingFace w: Weights, width: Int, heads: HeadCount, activation: Activation
    ) throws(WeightsError) {
        norm1 = try LayerNorm(w["layer_norm1"], channels: width)
        let attention = w["self_attn"]
        self.attention = Attention(
            query: try Linear(attention["q_proj"], from: width, to: width),
            key: try Linear(attention["k_proj"], from: width, to: width),
            value: try Linear(attention["v_proj"], from: width, to: width),
            output: try Linear(attention["out_proj"], from: width, to: width),
            heads: try heads.heads(of: width, at: attention))
        norm2 = try LayerNorm(w["layer_norm2"], channels: width)
        widen = try Linear(w["mlp.fc1"], from: width)
        self.activation = activation
        narrow = try Linear(w["mlp.fc2"], from: widen.outputs, to: width)
    }

    init(openCLIP w: Weights, width: Int, heads: HeadCount) throws(WeightsError) {
        norm1 = try LayerNorm(w["ln_1"], channels: width)
        let projections = try Linear.stacked(
            w[prefix: "attn.in_proj_"], from: width, to: width, count: 3)
        attention = Attention(
            query: projections[0], key: projections[1], value: projections[2],
            output: try Linear(w["attn.out_proj"], from: width, to: width),
            heads: try heads.heads(of: width, at: w["attn"]))
        norm2 = try LayerNorm(w["ln_2"], channels: width)
        widen = try Linear(w["mlp.c_fc"], from: width)
        activation = .gelu
        narrow = try Linear(w["mlp.c_proj"], from: widen.outputs, to: width)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
        let x = x + attention(norm1(x), causal: true)
        let h = widen(norm2(x))
        return x + narrow(activation == .gelu ? h.gelu : h.quickGelu)
    }
}
