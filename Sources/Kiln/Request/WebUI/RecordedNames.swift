import Prompts
import Samplers
import WebUI
import Wire

/// What an infotext says, as far as what it names is here: texts from elsewhere name models that
/// nobody else has. What is left out is as it would be if the text did not say it.
struct RecordedNames {
    /// The settings, without names that lead nowhere; their notes say what was left out.
    private(set) var settings: RecordedSettings
    /// Whether models were left out.
    private(set) var lacksModels = false

    private let folder: ModelFolder
    /// The keys by which the body says a thing itself, those of its options among them.
    private let given: Set<String>

    /// The tags of a prompt that are looked for; a prompt with more is left as it is.
    private static let mostTags = 100

    /// - Parameters:
    ///   - given: the keys that the body has.
    ///   - job: what the body says of options.
    ///   - hasHires: whether the body may have a second pass.
    init(
        _ recorded: RecordedSettings, given: Set<String>, job: JobFields, hasHires: Bool,
        in folder: ModelFolder
    ) {
        settings = recorded
        self.folder = folder
        let options = job.overrideSettings ?? [:]
        self.given = given.union(options.keys.filter(options.says))
        findCheckpoint()
        findModules()
        findSampling()
        if !job.disablesExtraNetworks, !says("prompt") {
            settings.prompt = withoutUnknownLoras(settings.prompt)
        }
        if hasHires { findHires(readsTags: !job.disablesExtraNetworks) }
    }

    private func says(_ key: String) -> Bool { given.contains(key) }

    private mutating func leaveOut(_ kind: String, _ name: String, _ instead: String) {
        let note = "There is no \(kind) \"\(name.shown)\", which the infotext names; \(instead)."
        if !settings.notes.contains(note) { settings.notes.append(note) }
    }

    private mutating func lack(_ kind: String, _ name: String, _ instead: String) {
        lacksModels = true
        leaveOut(kind, name, instead)
    }
}

// MARK: - The first pass

extension RecordedNames {
    /// Finds the checkpoint by its hash, else by its whole name. The modules were chosen for it, and
    /// are left out with it.
    private mutating func findCheckpoint() {
        guard !says("sd_model_checkpoint") else {
            settings.model = nil
            return
        }
        guard let name = settings.model ?? settings.modelHash else { return }
        settings.model = folder.name(ofHash: settings.modelHash) ?? settings.model.flatMap(known)
        guard settings.model == nil else { return }
        lack("checkpoint", name, "the one that is set was used")
        if !says("forge_additional_modules") { settings.modules = none(of: settings.modules) }
    }

    /// Leaves out the modules of a checkpoint that is not here.
    private mutating func none(of modules: [String]) -> [String] {
        if !modules.isEmpty {
            settings.notes.append("The modules that the infotext names for it were left out too.")
        }
        return []
    }

    /// A name, if it is a checkpoint's as a whole.
    private func known(_ name: String) -> String? {
        let entry = try? folder.checkpoint(wholly: name)
        return entry == nil ? nil : name
    }

    private mutating func findModules() {
        settings.modules =
            says("forge_additional_modules") ? [] : found(settings.modules)
    }

    /// The modules of a list that there are.
    private mutating func found(_ names: [String]) -> [String] {
        names.filter { name in
            if ModuleChoice.words.contains(name) { return true }
            let entry = try? folder.module(named: name)
            if entry == nil { lack("module", name, "it was left out") }
            return entry != nil
        }
    }

    private mutating func findSampling() {
        if !says("sampler_name"), !says("sampler_index") {
            settings.sampler = sampler(settings.sampler)
        }
        if !says("scheduler") { settings.scheduleType = schedule(settings.scheduleType) }
        if let refiner = settings.refiner?.checkpoint, !says("refiner_checkpoint"),
            known(refiner) == nil
        {
            lack("refiner", refiner, "it was left out")
            settings.refiner = nil
        }
    }

    private mutating func sampler(_ name: String?) -> String? {
        guard let name else { return nil }
        let kind = try? SamplerKind.resolve(sampler: name, scheduler: WebUIDefaults.scheduler)
        if kind == nil { leaveOut("sampler", name, "the preset one was used") }
        return kind == nil ? nil : name
    }

    private mutating func schedule(_ name: String?) -> String? {
        guard let name else { return nil }
        let kind = try? ScheduleKind(named: name)
        if kind == nil { leaveOut("scheduler", name, "the sampler's own was used") }
        return kind == nil ? nil : name
    }
}

// MARK: - Prompts and the second pass

extension RecordedNames {
    /// A prompt without the tags of LoRAs that there are not.
    private mutating func withoutUnknownLoras(_ prompt: String) -> String {
        let tags = ExtraNetworks(prompt).tags.filter {
            ["lora", "lyco"].contains($0.kind.lowercased())
        }
        guard tags.count <= Self.mostTags else { return prompt }
        var prompt = prompt
        for tag in tags {
            guard let name = tag.positional.first, !name.isEmpty,
                (try? folder.lora(named: name)) == nil
            else { continue }
            prompt = prompt.replacing(tag.text, with: "")
            lack("LoRA", name, "its tag was left out")
        }
        return prompt
    }

    private mutating func findHires(readsTags: Bool) {
        guard var hires = settings.hires else { return }
        if let name = hires.checkpoint, !says("hr_checkpoint_name"), known(name) == nil {
            lack("checkpoint", name, "the first pass's was used in the second")
            hires.checkpoint = nil
            if !says("hr_additional_modules") { hires.modules = none(of: hires.modules) }
        }
        if !says("hr_additional_modules") { hires.modules = found(hires.modules) }
        if let name = hires.upscaler, !says("hr_upscaler"), HopPlan.Way(named: name) == nil {
            let instead = PixelUpscaler.lanczos.rawValue
            leaveOut("upscaler", name, "\"\(instead)\" was used")
            hires.upscaler = instead
        }
        if !says("hr_sampler_name") { hires.sampler = sampler(hires.sampler) }
        if !says("hr_scheduler") { hires.scheduleType = schedule(hires.scheduleType) }
        if readsTags, !says("hr_prompt") {
            hires.prompt = hires.prompt.map { withoutUnknownLoras($0) }
        }
        settings.hires = hires
    }
}
