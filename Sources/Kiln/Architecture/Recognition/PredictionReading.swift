import Checkpoints
import Samplers

/// How a file says what its UNet was trained to give.
enum PredictionReading {
    /// ε unless something says v. In this order: a `.yaml` beside the file, the key `v_pred`, the
    /// metadata, and for SD 2.x the bias of one norm, whose spread is above 0.09 in the models
    /// trained for v.
    static func prediction(
        of file: CheckpointFile, _ architecture: Architecture, _ components: [Component]
    ) -> PredictionType {
        if let said = configuration(of: file) { return said }
        if file.tensors["v_pred"] != nil { return .v }
        switch file.metadata["modelspec.prediction_type"] {
        case "v", "v_prediction", "v-prediction": return .v
        case "epsilon", "eps": return .epsilon
        default: break
        }
        guard architecture == .sd2, let unet = components.first(where: { $0.kind == .unet }),
            let name = unet.dialect.foreign(lastNorm),
            let spread = file.standardDeviation(of: unet.prefix + name)
        else { return .epsilon }
        return spread > 0.09 ? .v : .epsilon
    }

    private static let lastNorm = "output_blocks.11.1.transformer_blocks.0.norm1.bias"

    /// Whether a key or the metadata says that the schedule's last step has no signal (Lin et al.
    /// 2023).
    static func endsInNoise(_ file: CheckpointFile) -> Bool {
        file.tensors["ztsnr"] != nil
            || ["ztsnr", "ss_zero_terminal_snr"].contains {
                file.metadata[$0]?.lowercased() == "true"
            }
    }

    // MARK: - The file beside

    /// The longest `.yaml` that is read.
    private static let maximumLength = 65_536

    /// What the configuration beside a file says: Stable Diffusion's own `parameterization: v`, or
    /// the newer trainer's scaling, whose class ends in `VScaling`.
    private static func configuration(of file: CheckpointFile) -> PredictionType? {
        guard !file.path.fileExtension.isEmpty,
            let source = try? OpenFile(file.path.withoutExtension + ".yaml"),
            source.stamp.size <= maximumLength,
            let bytes = try? source.read(source.stamp.size, at: 0)
        else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.lazy.compactMap(said).first
    }

    private static func said(_ line: Substring) -> PredictionType? {
        let words = line.prefix { $0 != "#" }.split { " \t\"':,".contains($0) }
        guard words.count == 2 else { return nil }
        return switch (words[0], words[1]) {
        case ("parameterization", "v"): .v
        case ("parameterization", "eps"): .epsilon
        case ("target", let target) where target.hasSuffix(".VScaling"): .v
        case ("target", let target) where target.hasSuffix(".EpsScaling"): .epsilon
        default: nil
        }
    }
}
