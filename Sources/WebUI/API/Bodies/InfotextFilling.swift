package import Wire

// What a body's `infotext` says where the body itself says nothing.

extension GenerationFields {
    /// Takes what a text says, but for the keys that were given.
    mutating func fill(from recorded: RecordedSettings, given: Set<String>) {
        func fill<Value>(_ key: String, _ place: inout Value, _ value: Value?) {
            if let value, !given.contains(key) { place = value }
        }
        fill("prompt", &prompt, .one(recorded.prompt))
        fill("negative_prompt", &negativePrompt, .one(recorded.negativePrompt))
        if !given.contains("sampler_index") { fill("sampler_name", &samplerName, recorded.sampler) }
        fill("scheduler", &scheduler, recorded.scheduleType)
        fill("steps", &steps, recorded.steps)
        fill("cfg_scale", &cfgScale, recorded.cfgScale)
        fill("distilled_cfg_scale", &distilledCFGScale, recorded.distilledCFGScale)
        fill("width", &width, recorded.size?.width)
        fill("height", &height, recorded.size?.height)
        fill("denoising_strength", &denoisingStrength, recorded.denoisingStrength)
        fill("tiling", &tiling, recorded.tiling)
        fill("refiner_checkpoint", &refinerCheckpoint, recorded.refiner?.checkpoint)
        fill("refiner_switch_at", &refinerSwitchAt, recorded.refiner?.switchAt)
        fill("seed", &seeds.seed, recorded.seed)
        fill("subseed", &seeds.subseed, recorded.variation?.seed)
        fill("subseed_strength", &seeds.subseedStrength, recorded.variation?.strength)
        fill("seed_resize_from_w", &seeds.resizeFromWidth, recorded.seedResizeFrom?.width)
        fill("seed_resize_from_h", &seeds.resizeFromHeight, recorded.seedResizeFrom?.height)
        fill("s_min_uncond", &sampling.minimumUncondSigma, recorded.guidance.minimumSigma)
        sampling.fill(from: recorded.sampling, given: given)
    }
}

extension SamplerFields {
    fileprivate mutating func fill(from recorded: Infotext.Fields.Sampling, given: Set<String>) {
        if !given.contains("eta") {
            if recorded.eta != 1 { eta = recorded.eta }
            if recorded.etaDDIM != 0 { eta = recorded.etaDDIM }
        }
        if !given.contains("s_churn") { churn = recorded.churn }
        if !given.contains("s_tmin") { churnMin = recorded.churnMinimum }
        if !given.contains("s_tmax") {
            churnMax = recorded.churnMaximum.isFinite ? recorded.churnMaximum : 0
        }
        if !given.contains("s_noise") { noise = recorded.noise }
    }
}

extension HiresFields {
    /// Takes what a text says of a second pass, but for the keys that were given.
    fileprivate mutating func fill(from recorded: RecordedSettings.Hires, given: Set<String>) {
        func fill<Value>(_ key: String, _ place: inout Value, _ value: Value?) {
            if let value, !given.contains(key) { place = value }
        }
        fill("enable_hr", &isEnabled, true)
        switch recorded.enlargement {
        case .scale(let factor): fill("hr_scale", &scale, factor)
        case .resize(let x, let y):
            fill("hr_resize_x", &resizeX, x)
            fill("hr_resize_y", &resizeY, y)
        case nil: break
        }
        fill("hr_upscaler", &upscaler, recorded.upscaler)
        fill("hr_second_pass_steps", &steps, recorded.steps)
        fill("hr_checkpoint_name", &checkpoint, recorded.checkpoint)
        if !recorded.modules.isEmpty { fill("hr_additional_modules", &modules, recorded.modules) }
        fill("hr_sampler_name", &samplerName, recorded.sampler)
        fill("hr_scheduler", &scheduler, recorded.scheduleType)
        fill("hr_prompt", &prompt, recorded.prompt.map { .one($0) })
        fill("hr_negative_prompt", &negativePrompt, recorded.negativePrompt.map { .one($0) })
        fill("hr_cfg", &cfgScale, recorded.cfgScale)
        fill("hr_distilled_cfg", &distilledCFGScale, recorded.distilledCFGScale)
    }
}

extension TextToImageBody {
    /// The body with what a text says where it says nothing itself.
    ///
    /// - Throws: `WireError`, if the text has a number that no body may have.
    package func filled(from recorded: RecordedSettings) throws(WireError) -> TextToImageBody {
        var body = self
        body.common.fill(from: recorded, given: given)
        if let second = recorded.hires { body.hires.fill(from: second, given: given) }
        return try body.checkedAgain(given)
    }

    private func checkedAgain(_ given: Set<String>) throws(WireError) -> TextToImageBody {
        var body = try TextToImageBody(json)
        body.didRead(given)
        return body
    }
}

extension ImageToImageBody {
    /// The body with what a text says where it says nothing itself.
    ///
    /// - Throws: `WireError`, if the text has a number that no body may have.
    package func filled(from recorded: RecordedSettings) throws(WireError) -> ImageToImageBody {
        var body = self
        body.common.fill(from: recorded, given: given)
        body.image.fill(from: recorded, given: given)
        body = try ImageToImageBody(body.json)
        body.didRead(given)
        return body
    }
}

extension PictureFields {
    fileprivate mutating func fill(from recorded: RecordedSettings, given: Set<String>) {
        func fill<Value>(_ key: String, _ place: inout Value, _ value: Value?) {
            if let value, !given.contains(key) { place = value }
        }
        fill("image_cfg_scale", &imageCFGScale, recorded.imageCFGScale)
        fill("initial_noise_multiplier", &noiseMultiplier, recorded.noiseMultiplier)
        guard let mask = recorded.mask else { return }
        fill("mask_blur", &maskBlur, mask.blur)
        fill("inpainting_mask_invert", &invertsMask, mask.inverted ? 1 : 0)
        let contents = ["fill", "original", "latent noise", "latent nothing"]
        fill("inpainting_fill", &content, contents.firstIndex(of: mask.content))
        fill("inpaint_full_res", &isOnlyMasked, mask.padding != nil)
        fill("inpaint_full_res_padding", &padding, mask.padding)
    }
}

extension RecordedSettings {
    /// What a text says in options of the web UI, as `override_settings` has them. The checkpoint and
    /// its modules are not among them: they may not be here.
    package var overrideSettings: JSONObject {
        var settings: JSONObject = [:]
        if let clipSkip { settings["CLIP_stop_at_last_layers"] = .integer(clipSkip) }
        if let ensd { settings["eta_noise_seed_delta"] = .integer(ensd) }
        if let rng { settings["randn_source"] = .string(rng) }
        settings["emphasis"] = .string(conditioning.emphasis)
        settings["use_old_scheduling"] = .bool(conditioning.oldPromptEditing)
        settings["s_min_uncond_all"] = .bool(guidance.onAllSteps)
        settings["skip_early_cond"] = .number(guidance.skippedEarly)
        settings["sigma_min"] = .number(sampling.scheduleMinimum)
        settings["sigma_max"] = .number(sampling.scheduleMaximum)
        settings["rho"] = .number(sampling.scheduleRho)
        settings["always_discard_next_to_last_sigma"] = .bool(sampling.discardsPenultimate)
        settings["sd_noise_schedule"] = .string(sampling.noiseSchedule)
        settings["enable_quantization"] = .bool(!sampling.interpolatesSigmas)
        settings["uni_pc_variant"] = .string(sampling.uniPC.variant)
        settings["uni_pc_skip_type"] = .string(sampling.uniPC.skipType)
        settings["uni_pc_order"] = .integer(sampling.uniPC.order)
        settings["uni_pc_lower_order_final"] = .bool(sampling.uniPC.lowersLastOrder)
        if let beta = sampling.beta {
            settings["beta_dist_alpha"] = .number(beta.alpha)
            settings["beta_dist_beta"] = .number(beta.beta)
        }
        if let conditionalMaskWeight {
            settings["inpainting_mask_weight"] = .number(conditionalMaskWeight)
        }
        return settings
    }
}
