/// One row of the table: what is asked, and what must be said to it.
struct PlanQuestion: Sendable {
    let first: PlanTable.Checkpoint
    let firstModules: [String]
    let second: PlanTable.Checkpoint
    let hiresModules: [String]?
    let upscaler: String?

    /// What a plan must say.
    enum Verdict: Equatable {
        case refused(String)
        case runs(Outcome)
    }

    /// The part of a plan that the table is about.
    struct Outcome: Equatable {
        /// Where the second pass's VAE and text encoders come from, by file stem.
        let parts: [String]
        let way: String
        let reason: String
        let notes: [String]
    }

    /// The verdict by the rules of `docs/modules.md`.
    var verdict: Verdict {
        let chosen = firstModules.filter { $0 != "Built-in" }
        var pass = PassAnswer(checkpoint: first, role: "first pass", option: "--module")
        if let refusal = pass.answer(named: chosen) { return .refused(refusal) }

        pass = PassAnswer(checkpoint: second, role: "hires pass", option: "--hr-module")
        let words = ["Use same choices", "Built-in"]
        let named = (hiresModules ?? []).filter { !words.contains($0) }
        let same = hiresModules?.contains("Use same choices") ?? true
        if let refusal = pass.answer(named: named, after: same ? first : nil, with: chosen) {
            return .refused(refusal)
        }
        if let refusal = upscalerRefusal { return .refused(refusal) }
        return .runs(
            Outcome(parts: pass.parts, way: way, reason: reason, notes: pass.notes))
    }

    private var isShared: Bool { first.space == second.space }

    private var way: String { upscaler ?? (isShared ? "Latent" : "Lanczos") }

    private var reason: String {
        if first.title == second.title { return "both passes are \(second.title): most stable" }
        return isShared
            ? "\(first.title) and \(second.title) share latents: latent upscalers available"
            : "\(first.title) and \(second.title) share no latent space: pixels"
    }

    private var upscalerRefusal: String? {
        if upscaler == "4x-Bogus" { return "there is no upscaler \"4x-Bogus\"; there are: …" }
        guard upscaler?.hasPrefix("Latent") == true, !isShared else { return nil }
        return "the upscaler \"\(way)\" works on latents, and latents of \(first.title) mean "
            + "nothing to \(second.title); use \"Lanczos\", which goes through pixels."
    }
}

/// The answer for one pass: which file each part comes from, or why it cannot run.
private struct PassAnswer {
    let checkpoint: PlanTable.Checkpoint
    let role: String
    let option: String
    private var vae: String?
    private var encoders: [String?] = []
    private(set) var notes: [String] = []

    init(checkpoint: PlanTable.Checkpoint, role: String, option: String) {
        self.checkpoint = checkpoint
        self.role = role
        self.option = option
        encoders = checkpoint.encoders.map { _ in nil }
    }

    /// The parts in the plan's order: VAE, then text encoders.
    var parts: [String] {
        ([vae] + encoders).map { $0 ?? checkpoint.name }
    }

    /// Why the pass cannot run; `nil` if it can.
    ///
    /// - Parameters:
    ///   - first: the first pass's checkpoint, if its modules come along.
    ///   - chosen: the first pass's modules.
    mutating func answer(
        named: [String], after first: PlanTable.Checkpoint? = nil, with chosen: [String] = []
    ) -> String? {
        if named.contains("clip_x") {
            return "there is no module \"clip_x\"; the closest names are clip_g.safetensors, "
                + "clip_h.safetensors, clip_l.safetensors."
        }
        if let refusal = checkpoint.refusal {
            return refusal.replacing("PASS", with: role).replacing("OPTION", with: option)
        }
        for name in named {
            if let problem = place(name) { return problem }
        }
        if let first { takeAlong(chosen, from: first) }
        return missing
    }

    /// A VAE goes along within one latent space, a text encoder into the slot that it had.
    private mutating func takeAlong(_ chosen: [String], from first: PlanTable.Checkpoint) {
        for name in chosen {
            guard let module = PlanTable.modules.first(where: { $0.name == name }) else { continue }
            let role = first.encoders.first { $0.width == module.width }?.role ?? "VAE"
            let reason =
                module.channels == nil
                ? takeAlong(module, as: role) : takeAlongVAE(name, from: first)
            guard let reason else { continue }
            notes.append(
                "the \(role) in \(name).safetensors, a module of the first pass, is not used in the "
                    + "\(self.role): \(reason)")
        }
    }

    private mutating func takeAlongVAE(
        _ name: String, from first: PlanTable.Checkpoint
    ) -> String? {
        if let vae { return "\(vae).safetensors was given for it" }
        guard first.space == checkpoint.space else {
            let space = first.space == "a" ? "SD 1.x/2.x" : "SDXL"
            return "it is for latents of \(space), and \(checkpoint.title) has its own"
        }
        vae = name
        return nil
    }

    private mutating func takeAlong(_ module: PlanTable.Module, as role: String) -> String? {
        guard let slot = checkpoint.encoders.firstIndex(where: { $0.role == role }) else {
            return "\(checkpoint.name).safetensors takes \(fits)"
        }
        if let old = encoders[slot] { return "\(old).safetensors was given for it" }
        encoders[slot] = module.name
        return nil
    }

    private var fits: String {
        checkpoint.encoders.map { "\($0.role) of width \($0.width)" }
            .joined(separator: " and ")
    }

    private mutating func place(_ name: String) -> String? {
        guard let module = PlanTable.modules.first(where: { $0.name == name }) else { return nil }
        if let channels = module.channels {
            guard channels == 4 else { return foreignVAE(name, channels) }
            if let vae { return taken("VAE", by: vae, name) }
            vae = name
            return nil
        }
        guard let slot = checkpoint.encoders.firstIndex(where: { $0.width == module.width }) else {
            return foreignEncoder(name, module.width)
        }
        if let old = encoders[slot] { return taken(checkpoint.encoders[slot].role, by: old, name) }
        encoders[slot] = name
        return nil
    }

    private func foreignVAE(_ name: String, _ channels: Int) -> String {
        "the VAE in \(name).safetensors has \(channels) latent channels, and "
            + "\(checkpoint.title) has 4; choose a VAE made for \(checkpoint.title)."
    }

    private func foreignEncoder(_ name: String, _ width: Int) -> String {
        "the text encoder in \(name).safetensors has width \(width), which "
            + "\(checkpoint.name).safetensors cannot read; it takes \(fits)."
    }

    private func taken(_ part: String, by old: String, _ new: String) -> String {
        "\(old).safetensors and \(new).safetensors both stand for the \(part); give one of them."
    }

    private var missing: String? {
        guard !checkpoint.isWhole else { return nil }
        let file = "\(checkpoint.name).safetensors"
        for (slot, encoder) in checkpoint.encoders.enumerated() where encoders[slot] == nil {
            return "the \(role) lacks its text encoder \(encoder.role): \(file) holds none of "
                + "width \(encoder.width); add one with \(option)."
        }
        guard vae == nil else { return nil }
        return "the \(role) has no VAE: \(file) holds none; add one for \(checkpoint.title) with "
            + "\(option)."
    }
}
