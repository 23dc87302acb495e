import Imaging
import Prompts
import Samplers
import WebUI
import Wire

/// Reads a body of the web UI's API into a request, group by group.
struct WebUIReading {
    let given: Set<String>
    let recorded: RecordedSettings?
    private(set) var options: WebUIOptions
    private(set) var request = GenerationRequest()
    private(set) var warnings: [String]
    /// The models of the first pass.
    let models: BodyModels

    /// Sets the options of the job, and what follows from them alone.
    ///
    /// - Parameter recorded: what the body's infotext says, without names that lead nowhere.
    init(
        _ common: GenerationFields, given: Set<String>, options: WebUIOptions,
        recorded: RecordedSettings?, in folder: ModelFolder
    ) throws(WireError) {
        var options = options
        var warnings = (recorded?.notes ?? []) + common.job.scriptWarnings
        let asked = common.job.overrideSettings ?? [:]
        warnings += options.take(recorded, besides: asked)
        do throws(WireError) {
            warnings += try options.set(asked)
        } catch {
            throw error.within("override_settings")
        }
        models = BodyModels(
            options.models, asked: Set(asked.keys.filter(asked.says)), recorded: recorded,
            in: folder)
        (self.given, self.recorded, self.options) = (given, recorded, options)
        self.warnings = warnings + models.warnings
        copyOptions()
        readStyles(common.styles ?? [], in: folder)
    }

    /// Takes the styles that there are: a client of the web UI may name others, which have no effect there either.
    private mutating func readStyles(_ names: [String], in folder: ModelFolder) {
        // A file that cannot be read is told of by the plan.
        guard !names.isEmpty, let known = try? folder.styles() else {
            request.styles = names
            return
        }
        for name in names where !["", "none"].contains(name.lowercased()) {
            if known[name] == nil {
                warnings.append("There is no style \"\(name.shown)\"; it had no effect.")
            } else {
                request.styles.append(name)
            }
        }
    }

    private mutating func copyOptions() {
        request.checkpoint = models.checkpoint
        request.modules = models.modules
        request.text.clipSkip = options.text.clipSkip
        request.text.emphasis = EmphasisMode(named: options.text.emphasis.rawValue) ?? .original
        request.text.readsComments = options.text.readsComments
        request.text.usesOldEditing = options.text.usesOldEditing
        request.rng = options.sampling.noiseSource.rawValue
        request.variation.seedDelta = options.sampling.seedDelta
        request.interpolatesTimesteps = !options.schedule.quantises
        request.endsInNoise = options.schedule.noiseSchedule == .zeroTerminalSNR ? true : nil
        request.scheduleOptions.sigmaMin = options.schedule.sigmaMin.nonZero
        request.scheduleOptions.sigmaMax = options.schedule.sigmaMax.nonZero
        request.scheduleOptions.rho = options.schedule.rho.nonZero
        request.scheduleOptions.betaAlpha = options.schedule.betaAlpha
        request.scheduleOptions.betaBeta = options.schedule.betaBeta
        request.scheduleOptions.usesOldKarrasSigmas = options.schedule.usesOldKarrasSigmas
        request.encoding = recorded?.vae.samplesPosterior ?? false ? .sample : .mean
    }
}

// MARK: - The passes

extension WebUIReading {
    /// Reads everything that concerns the passes.
    ///
    /// - Parameter hires: the second pass; `nil` where a body has none.
    mutating func readPasses(_ common: GenerationFields, hires: HiresFields?) throws(WireError) {
        readFirstPass(common)
        readSampling(common)
        readGuidance(common)
        let hires = hires.flatMap { $0.isEnabled ? $0 : nil }
        if let hires { readHires(hires, common) }
        try readPrompts(common, hires)
        warnOfWhatIsMissing(common)
    }

    private mutating func readFirstPass(_ common: GenerationFields) {
        request.steps = common.steps
        request.sampler = common.sampler
        request.scheduler = Self.named(common.scheduler) ?? WebUIDefaults.scheduler
        (request.width, request.height) = (common.width, common.height)
        (request.batchSize, request.iterations) = (common.batchSize, common.iterations)
        request.seed = common.seeds.seed
        request.subseed = common.seeds.subseed
        request.variation.subseedStrength = common.seeds.subseedStrength
        let (width, height) = (common.seeds.resizeFromWidth, common.seeds.resizeFromHeight)
        if width > 0, height > 0 {
            request.variation.resizeFrom = PixelSize(width: width, height: height)
        }
        if let checkpoint = Self.named(common.refinerCheckpoint) {
            var refiner = RefinerRequest(checkpoint: checkpoint)
            refiner.switchAt = common.refinerSwitchAt ?? refiner.switchAt
            request.refiner = refiner
        }
        // The prompt of an infotext has lost its comments already.
        if recorded != nil, !given.contains("prompt") { request.text.readsComments = false }
    }

    /// What a request says counts; what it leaves unsaid is as the options have it.
    private mutating func readSampling(_ common: GenerationFields) {
        let (asked, options) = (common.sampling, options.sampling)
        request.samplerOptions.eta = asked.eta ?? eta(of: common.sampler)
        request.samplerOptions.churn = asked.churn ?? options.churn
        request.samplerOptions.churnMin = asked.churnMin ?? options.churnMin
        let most = asked.churnMax ?? options.churnMax
        request.samplerOptions.churnMax = most == 0 ? .infinity : most
        request.samplerOptions.noiseScale = asked.noise ?? options.noise
        request.samplerOptions.discardsPenultimate = self.options.schedule.discardsPenultimate
        request.samplerOptions.uniPC.variant =
            UniPCOptions.Variant(rawValue: options.uniPC.variant.rawValue) ?? .bh1
        request.samplerOptions.uniPC.skipType =
            UniPCOptions.SkipType(rawValue: options.uniPC.skipType.rawValue) ?? .timeUniform
        request.samplerOptions.uniPC.order = options.uniPC.order
        request.samplerOptions.uniPC.lowerOrderFinal = options.uniPC.lowersLastOrder
    }

    /// The option's η for a sampler; `nil` where it is the sampler's own.
    private func eta(of name: String) -> Double? {
        let kind = try? SamplerKind.resolve(sampler: name, scheduler: WebUIDefaults.scheduler)
        guard let own = kind?.sampler.defaultEta else { return nil }
        let eta = own == 0 ? options.sampling.etaDDIM : options.sampling.eta
        return eta == own ? nil : eta
    }

    private mutating func readGuidance(_ common: GenerationFields) {
        request.guidance =
            recorded.map { Guidance($0.guidance, scale: common.cfgScale) }
            ?? Guidance(scale: common.cfgScale)
        request.guidance.minimumSigma =
            common.sampling.minimumUncondSigma ?? options.sampling.minimumUncondSigma
        request.guidance.skipsEveryStep = options.sampling.skipsUncondEveryStep
        request.guidance.skipEarly = options.sampling.skipEarly
    }

    private mutating func warnOfWhatIsMissing(_ common: GenerationFields) {
        if common.restoreFaces ?? false {
            warnings.append("Faces are not restored here; restore_faces had no effect.")
        }
        if common.tiling ?? false {
            warnings.append("Pictures are not made to tile here; tiling had no effect.")
        }
    }

    /// A name, unless it is empty or one of the web UI's words for none or for "as before".
    static func named(_ name: String?) -> String? {
        guard let name, !["", "none"].contains(name.lowercased()),
            !name.lowercased().hasPrefix("use same ")
        else { return nil }
        return name
    }
}

// MARK: - The second pass

extension WebUIReading {
    private mutating func readHires(_ fields: HiresFields, _ common: GenerationFields) {
        var hires = HiresRequest()
        hires.scale = fields.scale
        hires.resizeX = max(fields.resizeX, 0)
        hires.resizeY = max(fields.resizeY, 0)
        hires.upscaler = fields.upscaler.flatMap { $0.isEmpty ? nil : $0 }
        hires.steps = fields.steps
        hires.denoisingStrength = common.denoisingStrength
        hires.checkpoint = Self.named(fields.checkpoint)
        hires.modules = fields.modules
        hires.cfgScale = fields.cfgScale
        hires.sampler = Self.named(fields.samplerName)
        hires.scheduler = Self.named(fields.scheduler)
        request.savesBeforeHires =
            options.image.savesBeforeHires && common.job.savesImages
        if let first = firstPass(of: fields, common) {
            if hires.resizeX == 0, hires.resizeY == 0 {
                (hires.resizeX, hires.resizeY) = (common.width, common.height)
            }
            (request.width, request.height) = (first.width, first.height)
        }
        request.hires = hires
    }

    /// The first pass's size where width and height are the second's; `nil` where they are not.
    private func firstPass(
        of fields: HiresFields, _ common: GenerationFields
    ) -> HiresSize.Size? {
        let (width, height) = (max(fields.firstPhaseWidth, 0), max(fields.firstPhaseHeight, 0))
        if width == 0, height == 0 {
            return options.image.usesOldHiresSize
                ? .oldFirstPass(width: common.width, height: common.height) : nil
        }
        // A side that is not given follows from the other.
        return HiresSize.Size(
            width: width > 0
                ? width : Self.side(height, times: common.width, over: common.height),
            height: height > 0
                ? height : Self.side(width, times: common.height, over: common.width))
    }

    private static func side(_ other: Int, times: Int, over: Int) -> Int {
        let side = Double(other) * Double(times) / Double(over)
        return max(Int((side / 8).rounded()) * 8, WebUIRanges.sides.lowerBound)
    }
}

// MARK: - Prompts

extension WebUIReading {
    /// Reads the prompts: one for all images, or lists with one for each.
    private mutating func readPrompts(
        _ common: GenerationFields, _ hires: HiresFields?
    ) throws(WireError) {
        let columns = try PromptColumns(common, hires)
        request.text.ignoresNetworks = common.job.disablesExtraNetworks
        request.prompts = (0..<columns.count).map { place in
            var prompt = PromptRequest(columns.prompt[place])
            prompt.negativePrompt = columns.negative[place]
            if hires != nil {
                prompt.hiresPrompt = columns.hires[place]
                prompt.hiresNegativePrompt = columns.hiresNegative[place]
            }
            return prompt
        }
        guard columns.isList else { return }
        if ![1, columns.count].contains(request.batchSize * request.iterations) {
            warnings.append(
                "The lists of prompts make \(columns.count) images, one each; n_iter and batch_size "
                    + "had no effect.")
        }
        (request.batchSize, request.iterations) = (1, 1)
        countSeeds()
    }

    /// Counts up seeds over prompts of one image each, as over the images of one prompt.
    private mutating func countSeeds() {
        let first = SeedPair(seed: request.seed, subseed: request.subseed)
        for place in request.prompts.indices {
            let seeds = first.after(place, mixes: request.variation.subseedStrength != 0)
            request.prompts[place].seed = seeds.seed
            request.prompts[place].subseed = seeds.subseed
        }
    }
}

// MARK: - The picture

extension WebUIReading {
    /// What is done with the picture of an img2img.
    mutating func image(_ fields: PictureFields, _ common: GenerationFields) -> ImageSettings {
        var image = ImageSettings()
        image.denoisingStrength = common.denoisingStrength
        image.fixesSteps = options.image.fixesSteps
        image.noiseMultiplier = fields.noiseMultiplier ?? options.image.noiseMultiplier
        image.imageCfgScale = fields.imageCFGScale ?? image.imageCfgScale
        image.maskWeight = options.image.maskWeight
        image.canvas.resizeMode = ResizeMode(rawValue: fields.resizeMode) ?? .stretch
        let (red, green, blue) = options.image.backgroundChannels
        image.canvas.background = Colour(red: red, green: green, blue: blue)
        image.canvas.mask.blurX = fields.maskBlur ?? fields.maskBlurX
        image.canvas.mask.blurY = fields.maskBlur ?? fields.maskBlurY
        image.canvas.mask.isRounded = fields.roundsMask
        image.canvas.mask.isInverted = fields.invertsMask == 1
        image.canvas.mask.content = MaskedContent(rawValue: fields.content) ?? .fill
        image.canvas.mask.isOnlyMasked = fields.isOnlyMasked
        image.canvas.mask.padding = fields.padding
        if fields.latentMask != nil {
            warnings.append("latent_mask is not used here; give the mask as mask.")
        }
        return image
    }

    /// Sets how many images come of the pictures: of "SD upscale" one in each batch, of several pictures one of
    /// each in each batch.
    mutating func countImages(
        ofPictures count: Int, _ script: WebUIScript?
    ) throws(WireError) {
        if script != nil {
            request.batchSize = 1
            if count > 1 {
                warnings.append("Of the \(count) init_images SD upscale takes the first alone.")
            }
            return
        }
        guard count > 1 else { return }
        let prompts = request.prompts.count
        guard prompts % count == 0 || prompts == 1 else {
            throw WireError([
                .init(
                    path: "prompt", found: "a list of \(prompts)",
                    rule: "one text, or one for each of the \(count) init_images")
            ])
        }
        guard prompts == 1 else { return }
        if ![1, count].contains(request.batchSize) {
            warnings.append(
                "Batches are of \(count) images, one of each of the init_images; batch_size had no "
                    + "effect.")
        }
        request.batchSize = count
    }
}

extension WebUIOptions {
    /// Takes what an infotext says of options, but for those that the body sets.
    ///
    /// - Returns: a sentence for each value that an option cannot have.
    fileprivate mutating func take(
        _ recorded: RecordedSettings?, besides asked: JSONObject
    ) -> [String] {
        var warnings: [String] = []
        for (key, value) in (recorded?.overrideSettings ?? [:]).members where !asked.says(key) {
            do throws(WireError) {
                _ = try set([key: value])
            } catch {
                warnings.append("What the infotext says was left out: \(error)")
            }
        }
        return warnings
    }
}
