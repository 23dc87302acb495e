import Checkpoints
import WebUI
import Wire

/// The checkpoint and the modules of a body's first pass.
///
/// What the body says itself goes before what its infotext says, and that before the server's options.
/// So it is with the VAE, if several stand for it; of one origin the modules go before `sd_vae`.
struct BodyModels {
    /// The checkpoint's name; `nil` for the first.
    private(set) var checkpoint: String?
    /// The modules, by the names that they were given.
    var modules: [String] { chosen.map(\.name) }
    /// What was left out, a sentence each.
    private(set) var warnings: [String] = []
    /// Whether the options name something that is not there any more.
    private(set) var lacksModels = false

    private var chosen: [Module] = []
    private let folder: ModelFolder

    /// Who named a model, those that count more behind the others.
    private enum Origin: Int {
        case options, infotext, body
    }

    /// A name and the file that it means, if there is one.
    private struct Module {
        let name: String
        let entry: ModuleEntry?
    }

    /// - Parameters:
    ///   - options: the server's, with what the body sets of them.
    ///   - asked: the options that the body sets.
    ///   - recorded: what the body's infotext says, without names that lead nowhere.
    init(
        _ options: WebUIOptions.Models, asked: Set<String>, recorded: RecordedSettings?,
        in folder: ModelFolder
    ) {
        self.folder = folder
        chooseCheckpoint(
            options, isAsked: asked.contains("sd_model_checkpoint"), recorded: recorded?.model)
        let origin: Origin =
            asked.contains("forge_additional_modules")
            ? .body : recorded?.modules.isEmpty ?? true ? .options : .infotext
        chooseModules(
            origin == .infotext ? recorded?.modules ?? [] : options.namedModules, from: origin)
        chooseVAE(
            options.namedVAE, from: asked.contains("sd_vae") ? .body : .options, over: origin)
    }

    private mutating func chooseCheckpoint(
        _ options: WebUIOptions.Models, isAsked: Bool, recorded: String?
    ) {
        let name = WebUIReading.named(options.checkpoint)
        if isAsked {
            checkpoint = name
        } else if let recorded {
            checkpoint = recorded
        } else if let name {
            if (try? folder.checkpoint(named: name)) != nil {
                checkpoint = name
            } else {
                miss("checkpoint", name, "the first was used")
            }
        }
    }

    /// Takes a list of modules, each file once. Lists that the body does not hold itself may name two
    /// VAEs, of which the last counts.
    private mutating func chooseModules(_ names: [String], from origin: Origin) {
        for name in names {
            let entry = try? folder.module(named: name)
            if entry == nil, origin == .options {
                miss("module", name, "it was left out")
            } else if entry == nil || !chosen.contains(where: { $0.entry == entry }) {
                chosen.append(Module(name: name, entry: entry))
            }
        }
        guard origin != .body, chosen.count > 1 else { return }
        var vaes = vaes
        if let last = vaes.popLast() { leaveOut(vaes, for: last.name) }
    }

    private mutating func chooseVAE(_ name: String?, from origin: Origin, over other: Origin) {
        guard let name else { return }
        let entry = try? folder.module(named: name)
        if entry == nil, origin == .options { return miss("VAE", name, "it was left out") }
        guard entry == nil || !chosen.contains(where: { $0.entry == entry }) else { return }
        let vae = Module(name: name, entry: entry)
        let rivals = entry == nil || chosen.isEmpty ? [] : vaes
        if let rival = rivals.last, origin.rawValue <= other.rawValue {
            leaveOut([vae], for: rival.name)
        } else {
            leaveOut(rivals, for: name)
            chosen.append(vae)
        }
    }

    /// The modules that hold a VAE, by their headers.
    private var vaes: [Module] {
        chosen.filter { module in
            guard let path = module.entry?.path, let file = try? CheckpointFile(opening: path)
            else { return false }
            return Fingerprint(file).vae != nil
        }
    }

    private mutating func leaveOut(_ modules: [Module], for name: String) {
        for module in modules {
            chosen.removeAll { $0.name == module.name }
            warnings.append(
                "\"\(module.name.shown)\" was left out, since \"\(name.shown)\" stands for the VAE."
            )
        }
    }

    private mutating func miss(_ kind: String, _ name: String, _ instead: String) {
        lacksModels = true
        warnings.append(
            "There is no \(kind) \"\(name.shown)\" any more, which the options name; \(instead).")
    }
}
