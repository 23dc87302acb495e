package import Wire

extension WebUIOptions {
    /// Which models make pictures.
    package struct Models: Sendable {
        package var checkpoint: String?
        package var modules: [String] = []
        package var vae = "Automatic"

        package static let fields: [WireField<Models>] = [
            .init("sd_model_checkpoint", \.checkpoint, "Checkpoint by name; null for the first."),
            .init(
                "forge_additional_modules", \.modules,
                "VAE and text encoders by file name, in place of the checkpoint's own."),
            .init(
                "sd_vae", \.vae, "VAE by file name; Automatic or None for the checkpoint's own."),
        ]

        /// The VAE that stands in for the checkpoint's own, if one does.
        package var namedVAE: String? { Self.isName(vae) ? vae : nil }

        /// The modules that stand in for the checkpoint's own.
        package var namedModules: [String] { modules.filter(Self.isName) }

        /// Whether a word is none of the web UI's for what the checkpoint has itself.
        private static func isName(_ word: String) -> Bool {
            !["", "automatic", "none", "built-in", "use same choices"].contains(word.lowercased())
        }
    }
}

extension WebUIOptions {
    /// How prompts are read.
    package struct Text: Sendable {
        package var clipSkip = 1
        package var emphasis = Emphasis.original
        package var readsComments = true
        package var usesOldEditing = false

        /// How the weights of words act.
        package enum Emphasis: String, WireChoice {
            case none = "None"
            case ignore = "Ignore"
            case original = "Original"
            case noNorm = "No norm"
        }

        package static let fields: [WireField<Text>] = [
            .init(
                "CLIP_stop_at_last_layers", \.clipSkip, "Clip skip.", range: WebUIRanges.clipSkip),
            .init("emphasis", \.emphasis, "How the weights of words act."),
            .init("enable_prompt_comments", \.readsComments, "Whether # begins a comment."),
            .init(
                "use_old_scheduling", \.usesOldEditing,
                "Whether prompt editing has one timeline for both passes, as before 1.6."),
        ]
    }
}
