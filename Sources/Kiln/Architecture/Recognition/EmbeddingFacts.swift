import Checkpoints

extension EmbeddingFacts {
    /// A textual inversion in a file: nothing but vectors for one or two text encoders, under the
    /// names that the web UI, kohya's trainers and diffusers give them.
    init?(_ file: CheckpointFile) {
        guard (1...4).contains(file.tensors.count) else { return nil }
        let named = file.tensors.filter { Self.isName($0.key) }
        let chosen = named.isEmpty && file.tensors.count == 1 ? file.tensors : named
        let sizes = chosen.compactMap { key, info in
            Self.size(info).map { (key, $0.vectors, $0.width) }
        }
        guard !sizes.isEmpty, sizes.count == chosen.count,
            !named.isEmpty || sizes.allSatisfy({ Self.widths.contains($0.2) })
        else { return nil }
        let vectors = sizes.map(\.1).max() ?? 0
        let width = sizes.reduce(0) { $0.addingReportingOverflow($1.2).partialValue }
        self.init(vectors: vectors, width: width, family: Self.family(width))
    }

    private static func isName(_ key: String) -> Bool {
        names.contains(key) || key.hasPrefix("string_to_param.")
    }

    private static let names: Set = ["emb_params", "clip_l", "clip_g", "t5xxl"]
    /// Widths of text encoders, for files with one tensor of any name.
    private static let widths: Set = [768, 1024, 1280, 2048, 4096]

    private static func size(_ info: TensorInfo) -> (vectors: Int, width: Int)? {
        switch info.shape.count {
        case 1: (1, info.shape[0])
        case 2: (info.shape[0], info.shape[1])
        default: nil
        }
    }

    private static func family(_ width: Int) -> String? {
        width == 1280 ? "SDXL" : FamilyWidth.title(width)
    }
}
