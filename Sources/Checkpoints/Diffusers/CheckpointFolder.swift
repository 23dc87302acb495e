#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder of model files as diffusers writes it: a pipeline with a folder for each of its models,
/// or one such model's folder.
///
/// A pipeline's tensors are named by the model's folder, a slash and the name in the file:
/// `unet/conv_in.weight`. Models that the folder lacks are lacking in the result.
enum CheckpointFolder {
    /// The folders of a pipeline that are read; its tokenizers and safety checker are not.
    static let components = ["unet", "vae", "text_encoder", "text_encoder_2"]

    /// Whether a path leads to a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Opens the models in a folder.
    ///
    /// - Throws: `CheckpointError`, with a `FolderRule` where it holds no weights.
    static func open(_ path: String) throws(CheckpointError) -> CheckpointFile {
        let folder = path.hasSuffix("/") ? path : path + "/"
        if let weights = weights(in: folder) {
            var joined = JoinedCheckpoint()
            joined.add(try CheckpointFile(file: weights)) { $0 }
            return joined.file(path: path)
        }
        var joined = JoinedCheckpoint(metadata: try PipelineConfig.metadata(of: folder))
        for component in components {
            guard let weights = weights(in: "\(folder)\(component)/") else { continue }
            joined.add(try CheckpointFile(file: weights)) { "\(component)/\($0)" }
        }
        guard !joined.isEmpty else {
            throw .invalid(path: path, rule: FolderRule.noWeights)
        }
        return joined.file(path: path)
    }
}

// MARK: - Which file

extension CheckpointFolder {
    /// The file to read of a model's folder: safetensors before pickles, the plain one before its
    /// variants, one file before an index; `nil` if there is none.
    private static func weights(in folder: String) -> String? {
        for (stem, suffix) in [
            ("diffusion_pytorch_model", "safetensors"), ("model", "safetensors"),
            ("diffusion_pytorch_model", "bin"), ("pytorch_model", "bin"),
        ] {
            for variant in ["", ".fp16", ".bf16", ".fp32", ".ema", ".non_ema"] {
                let names = [
                    "\(stem)\(variant).\(suffix)", "\(stem).\(suffix).index\(variant).json",
                    "\(stem)\(variant).\(suffix).index.json",
                ]
                if let name = names.first(where: { exists(folder + $0) }) { return folder + name }
            }
        }
        return nil
    }

    /// Whether a path leads anywhere; what is there shows when it is opened.
    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }
}

/// The rule of a diffusers folder that a folder breaks.
public enum FolderRule: FormatRule {
    /// The kind of file.
    public static let file = "a diffusers folder"

    /// There are no weights where diffusers keeps them.
    case noWeights

    /// What is wrong and what would be right, without the folder's name and without a full stop.
    public var description: String {
        switch self {
        case .noWeights:
            "it holds no weights such as unet/diffusion_pytorch_model.safetensors, "
                + "vae/diffusion_pytorch_model.safetensors or text_encoder/model.safetensors"
        }
    }
}
