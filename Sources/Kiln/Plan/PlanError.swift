public import Layers

/// Why a request cannot run, found before anything runs. Each description says what would.
public enum PlanError: Error, Equatable, CustomStringConvertible {
    /// An option's value is outside what it may be.
    case badOption(name: String, value: String, rule: String)
    /// The file has no denoiser.
    case noModel(pass: String, file: String, holds: String)
    /// The file's denoiser is of a kind that does not run.
    case notRunnable(pass: String, file: String, what: String)
    /// The pass has no VAE.
    case missingVAE(pass: String, file: String, family: String)
    /// A VAE's latents have another number of channels than the family's.
    case foreignVAE(file: String, channels: Int, family: String, expected: Int)
    /// The pass lacks a text encoder.
    case missingEncoder(pass: String, file: String, role: String, width: Int)
    /// A text encoder's width is not one that the checkpoint's UNet reads.
    case foreignEncoder(file: String, width: Int, checkpoint: String, fits: String)
    /// A module holds nothing that a pass could use.
    case useless(module: String, holds: String, family: String)
    /// Two modules stand for the same part.
    case duplicate(part: String, first: String, second: String)
    /// A latent upscaler was asked for between two latent spaces.
    case foreignLatent(upscaler: String, from: String, to: String)
    /// An editing model was given no picture to edit.
    case needsPicture(file: String)
    /// A refiner's latents mean something else than the first pass's.
    case foreignRefiner(file: String, family: String, first: String)
    /// A LoRA fits no pass that its prompt steers.
    case unfitLora(name: String, AdapterError)
    /// The upscaler is not known.
    case unknownUpscaler(String, known: [String])

    /// One sentence: what is wrong and what would be right.
    public var description: String { sentence { $0 } }

    /// The sentence for who does not use the command line.
    ///
    /// - Parameter word: what an option of the command line is called there.
    package func sentence(_ word: (_ option: String) -> String) -> String {
        switch self {
        case .badOption(let name, let value, let rule):
            "\(word(name)) is \(Self.reworded(value, word)); \(Self.reworded(rule, word))."
        case .noModel(let pass, let file, let holds):
            "\(file) holds no UNet (\(holds)); choose a checkpoint for the \(pass), and give a VAE "
                + "or text encoder with \(word(Self.moduleOption(of: pass)))."
        case .notRunnable(let pass, let file, let what):
            "\(file) is \(what), which does not run yet; choose a checkpoint of "
                + "\(Self.families) for the \(pass)."
        case .missingVAE(let pass, let file, let family):
            "the \(pass) has no VAE: \(file) holds none; add one for \(family) with "
                + "\(word(Self.moduleOption(of: pass)))."
        case .foreignVAE(let file, let channels, let family, let expected):
            "the VAE in \(file) has \(channels) latent channels, and \(family) has \(expected); "
                + "choose a VAE made for \(family)."
        case .missingEncoder(let pass, let file, let role, let width):
            "the \(pass) lacks its text encoder \(role): \(file) holds none of width \(width); "
                + "add one with \(word(Self.moduleOption(of: pass)))."
        case .foreignEncoder(let file, let width, let checkpoint, let fits):
            "the text encoder in \(file) has width \(width), which \(checkpoint) cannot read; "
                + "it takes \(fits)."
        case .useless(let module, let holds, let family):
            "\(module) (\(holds)) has no place in \(family); give a VAE or a text encoder of \(family)."
        case .duplicate(let part, let first, let second):
            "\(first) and \(second) both stand for the \(part); give one of them."
        case .foreignLatent(let upscaler, let from, let to):
            "the upscaler \"\(upscaler)\" works on latents, and latents of \(from) mean nothing to "
                + "\(to); use \"Lanczos\", which goes through pixels."
        case .needsPicture(let file):
            "\(file) edits pictures and needs one; use it with \(word("kiln img2img"))."
        case .foreignRefiner(let file, let family, let first):
            "\(file) is \(family), whose latents mean nothing to \(first); a refiner takes over in the "
                + "middle of a pass and must share its latent space. Use it as \(word("--hr-checkpoint"))."
        case .unfitLora(let name, let error):
            "the LoRA \"\(name)\" cannot be used: \(error)"
        case .unknownUpscaler(let name, let known):
            "there is no upscaler \"\(name)\"; there are: \(known.joined(separator: ", "))."
        }
    }

    /// The families that run, in words.
    private static var families: String {
        let titles = Architecture.all.map(\.title)
        return titles.dropLast().joined(separator: ", ") + " or " + (titles.last ?? "")
    }

    /// A text in which options of the command line stand, with what they are called elsewhere.
    private static func reworded(_ text: String, _ word: (String) -> String) -> String {
        text.hasPrefix("\"")
            ? text : text.replacing(/--[a-z][a-z0-9-]*/) { word(String($0.output)) }
    }

    private static func moduleOption(of pass: String) -> String {
        PassPlan.Role(rawValue: pass).map(moduleOption) ?? "--module"
    }

    /// The option by which a pass is given its modules.
    static func moduleOption(of pass: PassPlan.Role) -> String {
        pass == .hires ? "--hr-module" : "--module"
    }

    private static func checkpointOption(of pass: String) -> String {
        switch PassPlan.Role(rawValue: pass) {
        case .hires: "--hr-checkpoint"
        case .refiner: "--refiner-checkpoint"
        case .first, nil: "--checkpoint"
        }
    }

    /// The option of the command line whose value is to blame; `nil` where it is not one alone.
    package var option: String? {
        switch self {
        case .badOption(let name, _, _): name
        case .noModel(let pass, _, _), .notRunnable(let pass, _, _):
            Self.checkpointOption(of: pass)
        case .missingVAE(let pass, _, _), .missingEncoder(let pass, _, _, _):
            Self.moduleOption(of: pass)
        case .foreignLatent, .unknownUpscaler: "--hr-upscaler"
        case .foreignRefiner: "--refiner-checkpoint"
        case .unfitLora: "--prompt"
        case .foreignVAE, .foreignEncoder, .useless, .duplicate, .needsPicture: nil
        }
    }
}
