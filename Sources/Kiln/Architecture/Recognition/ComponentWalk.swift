import Checkpoints

/// The models in a file, found by their landmarks and weighed in one walk over its tensors.
struct ComponentWalk {
    /// The models, denoisers first.
    private(set) var components: [Component] = []
    /// What the names of the UNets' transformers tell, in the order of the UNets.
    private(set) var transformers: [Transformers] = []

    /// What a UNet's attention looks like.
    struct Transformers {
        /// Columns of the first cross-attention's key projection: the width of the text context.
        var context: Int?
        /// Whether the projection into the transformers is a matrix (and not a 1×1 convolution).
        var isLinear: Bool?
        /// Transformer blocks by place.
        var depths: [String: Int] = [:]
        /// The key that the context was read from: of several, the first by name counts.
        fileprivate var key: String?
    }

    /// Walks over the tensors of a file.
    ///
    /// - Parameter transformer: where a denoiser without a UNet's levels begins, and the width of
    ///   its text.
    init(_ file: CheckpointFile, transformer: (prefix: String, context: Int)?) {
        var found = Self.found(in: file)
        if let transformer {
            found.insert(
                Found(kind: .transformer, prefix: transformer.prefix, width: transformer.context),
                at: 0)
        }
        // The longest prefix that fits has the tensor, for one may begin another; what takes any name
        // comes last.
        let order = found.indices.sorted {
            (found[$0].kind == .transformer ? 1 : 0, -found[$0].prefix.utf8.count)
                < (found[$1].kind == .transformer ? 1 : 0, -found[$1].prefix.utf8.count)
        }
        guard !found.isEmpty else { return }
        for info in file.tensors.values {
            guard let owner = order.first(where: { found[$0].owns(info.name) }) else { continue }
            found[owner].add(info)
        }
        components = found.map { $0.component(in: file) }
        transformers = found.filter { $0.kind == .unet }.map(\.transformers)
    }

    private static func found(in file: CheckpointFile) -> [Found] {
        var found: [Found] = []
        for landmark in Landmark.all {
            for prefix in landmark.prefixes {
                guard let info = file.tensors[prefix + landmark.key],
                    !landmark.excluding.contains(where: { file.tensors[prefix + $0] != nil }),
                    !found.contains(where: { $0.kind == landmark.kind && $0.prefix == prefix }),
                    info.shape.count > landmark.axis ?? -1
                else { continue }
                var entry = Found(
                    kind: landmark.kind, prefix: prefix,
                    width: landmark.axis.map { info.shape[$0] } ?? 0)
                if let dialect = landmark.dialect, file.tensors[prefix + dialect.key] != nil {
                    entry.dialect = dialect.kind
                }
                found.append(entry)
            }
        }
        return found
    }
}

/// A model that is there, while its tensors are counted.
private struct Found {
    let kind: Component.Kind
    let prefix: String
    var width: Int
    var dialect = Dialect.Kind.original
    var transformers = ComponentWalk.Transformers()
    private var bytes: [String: Int] = [:]
    private var layers = 0

    init(kind: Component.Kind, prefix: String, width: Int) {
        self.kind = kind
        self.prefix = prefix
        self.width = width
    }

    func owns(_ name: String) -> Bool {
        name.hasPrefix(prefix)
            && ModelRoots.of(kind, dialect).own(name.utf8.dropFirst(prefix.utf8.count))
    }

    mutating func add(_ info: TensorInfo) {
        bytes[info.storage, default: 0].add(info.range.count)
        switch kind {
        case .unet: addAttention(info)
        case .huggingFaceText: count(info, ".layer_norm1.weight")
        case .openCLIPText: count(info, ".ln_1.weight")
        case .t5: count(info, ".SelfAttention.k.weight")
        case .ggufT5: count(info, ".attn_k.weight")
        case .vae, .transformer: break
        }
    }

    private mutating func count(_ info: TensorInfo, _ suffix: String) {
        if info.name.hasSuffix(suffix) { layers += 1 }
    }

    private mutating func addAttention(_ info: TensorInfo) {
        if info.name.hasSuffix(Self.toKey), info.shape.count == 2 {
            let block = info.name.dropFirst(prefix.count).dropLast(Self.toKey.count)
            guard let point = block.lastIndex(of: "."),
                block[..<point].hasSuffix(Self.blocks)
            else { return }
            transformers.depths[
                String(block[..<point].dropLast(Self.blocks.count)), default: 0] += 1
            if transformers.key.map({ info.name < $0 }) ?? true {
                transformers.key = info.name
                transformers.context = info.shape[1]
            }
        } else if info.name.hasSuffix(".proj_in.weight") {
            transformers.isLinear = info.shape.count != 4
        }
    }

    private static let toKey = ".attn2.to_k.weight"
    private static let blocks = ".transformer_blocks"

    func component(in file: CheckpointFile) -> Component {
        Component(
            kind: kind, prefix: prefix, dialect: spokenDialect(in: file), type: type(in: file),
            bytes: bytes.values.reduce(into: 0) { $0.add($1) },
            width: kind == .unet ? transformers.context ?? 0 : width,
            layers: kind.isText ? layers : nil)
    }

    private func spokenDialect(in file: CheckpointFile) -> Dialect {
        switch dialect {
        case .original: .original
        case .diffusersUNet: .diffusersUNet(of: file.tensors.keys, below: prefix)
        case .diffusersVAE: .diffusersVAE(of: file.tensors.keys, below: prefix)
        }
    }

    /// The storage of most bytes, with the second if it has a tenth of them. Tensors that
    /// bitsandbytes packed into bytes are named by its type.
    private func type(in file: CheckpointFile) -> String {
        let order = bytes.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
        guard let most = order.first else { return "?" }
        let name = most.key == "U8" ? packedType(in: file) ?? most.key : most.key
        guard order.count > 1, order[1].value >= most.value / 9, most.value > 0 else { return name }
        return "\(name) + \(order[1].key)"
    }

    private func packedType(in file: CheckpointFile) -> String? {
        for type in ["nf4", "fp4"] {
            let suffix = ".quant_state.bitsandbytes__" + type
            if file.tensors.keys.contains(where: { $0.hasSuffix(suffix) }) {
                return type.uppercased()
            }
        }
        return nil
    }
}

extension Int {
    /// Adds a number that is not negative; what does not fit becomes the greatest number.
    fileprivate mutating func add(_ other: Int) {
        let (sum, overflow) = addingReportingOverflow(other)
        self = overflow ? .max : sum
    }
}
