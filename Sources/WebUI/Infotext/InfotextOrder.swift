// The order in which entries are written, and when one goes without saying: webui-behaviour §3.2.

extension Infotext.Fields {
    /// All entries: first the ones that have a place of their own, then the others.
    func entries(prompt: String, negativePrompt: String) -> [Infotext.Entry] {
        var list = EntryList()
        addPlaced(to: &list)
        hires?.add(to: &list, prompt: prompt, negativePrompt: negativePrompt, first: self)
        imageToImage?.add(to: &list)
        sampling.add(to: &list)
        guidance.add(to: &list)
        list.add("Beta schedule alpha", sampling.beta?.alpha)
        list.add("Beta schedule beta", sampling.beta?.beta)
        list.add("Emphasis", conditioning.emphasis, unless: "Original")
        addModels(to: &list)
        sampling.uniPC.add(to: &list)
        list.add("Old prompt editing timelines", conditioning.oldPromptEditing)
        addOwn(to: &list)
        for extra in extras { list.add(extra) }
        list.add("Version", version)
        list.add("User", user)
        list.add(numbered: "Module", modules)
        return list.entries
    }

    private func addPlaced(to list: inout EntryList) {
        list.add("Steps", steps)
        list.add("Sampler", sampler)
        list.add("Schedule type", scheduleType)
        list.add("CFG scale", cfgScale)
        list.add("Distilled CFG Scale", distilledCFGScale)
        list.add("Image CFG scale", imageCFGScale)
        list.add("Seed", seed)
        list.add("Size", "\(width)x\(height)")
        list.add("Model hash", modelHash)
        list.add("Model", model)
        let variation = variation.flatMap { $0.strength == 0 ? nil : $0 }
        list.add("Variation seed", variation?.seed)
        list.add("Variation seed strength", variation?.strength)
        list.add("Seed resize from", seedResizeFrom.map { "\($0.width)x\($0.height)" })
        list.add("Denoising strength", imageToImage?.denoisingStrength ?? hires?.denoisingStrength)
        list.add("Conditional mask weight", imageToImage?.conditionalMaskWeight)
        list.add("Clip skip", clipSkip > 1 ? clipSkip : nil)
        list.add("ENSD", ensd, unless: 0)
        list.add("Init image hash", imageToImage?.initImageHash)
        list.add("RNG", rng, unless: "GPU")
        list.add("Tiling", tiling)
    }

    private func addModels(to list: inout EntryList) {
        list.add("Refiner", refiner?.checkpoint)
        list.add("Refiner switch at", refiner?.switchAt)
        list.add("Hires refiner", refiner?.hiresCheckpoint)
        list.add("Lora hashes", Infotext.NamedHash.list(loraHashes))
        list.add("TI", embeddings.isEmpty ? nil : embeddings.joined(separator: ", "))
        list.add("TI hashes", Infotext.NamedHash.list(embeddingHashes))
        list.add("VAE Encoder", vae.encoder, unless: "Full")
        list.add("VAE Decoder", vae.decoder, unless: "Full")
    }

    /// What the web UI has no entry for.
    private func addOwn(to list: inout EntryList) {
        list.add("VAE posterior", vae.samplesPosterior ? "sample" : nil)
        list.add("Sigma interpolation", sampling.interpolatesSigmas)
        list.add("DPM adaptive rtol", sampling.adaptive.relativeTolerance, unless: 0.05)
        list.add("DPM adaptive atol", sampling.adaptive.absoluteTolerance, unless: 0.0078)
        guidance.addOwn(to: &list)
    }
}

extension Infotext.Fields.Hires {
    fileprivate func add(
        to list: inout EntryList, prompt: String, negativePrompt: String,
        first: Infotext.Fields
    ) {
        list.add("Hires checkpoint", checkpoint)
        list.add(numbered: "Hires Module", modules)
        list.add("Hires sampler", sampler, unless: first.sampler)
        list.add("Hires prompt", self.prompt, unless: prompt)
        list.add("Hires negative prompt", self.negativePrompt, unless: negativePrompt)
        list.add("Hires CFG Scale", cfgScale)
        list.add("Hires Distilled CFG Scale", distilledCFGScale)
        list.add("Hires schedule type", scheduleType, unless: first.scheduleType)
        switch enlargement {
        case .scale(let scale): list.add("Hires upscale", scale)
        case .resize(let x, let y): list.add("Hires resize", "\(x)x\(y)")
        }
        list.add("Hires steps", steps > 0 ? steps : nil)
        list.add("Hires upscaler", upscaler)
    }
}

extension Infotext.Fields.ImageToImage {
    fileprivate func add(to list: inout EntryList) {
        if let mask {
            list.add("Mask blur", mask.blur, unless: 0)
            list.add("Mask mode", mask.inverted ? "Inpaint not masked" : nil)
            list.add("Masked content", mask.content, unless: "original")
            list.add("Inpaint area", mask.padding == nil ? nil : "Only masked")
            list.add("Masked area padding", mask.padding)
        }
        list.add("Noise multiplier", noiseMultiplier, unless: 1)
        list.add("Extra noise", extraNoise, unless: 0)
    }
}

extension Infotext.Fields.Sampling {
    fileprivate func add(to list: inout EntryList) {
        list.add("Eta", eta, unless: 1)
        list.add("Eta DDIM", etaDDIM, unless: 0)
        list.add("Sigma churn", churn, unless: 0)
        list.add("Sigma tmin", churnMinimum, unless: 0)
        list.add("Sigma tmax", churnMaximum == .infinity ? 0 : churnMaximum, unless: 0)
        list.add("Sigma noise", noise, unless: 1)
        list.add("Schedule min sigma", scheduleMinimum, unless: 0)
        list.add("Schedule max sigma", scheduleMaximum, unless: 0)
        list.add("Schedule rho", scheduleRho, unless: 0)
        list.add("Discard penultimate sigma", discardsPenultimate)
        list.add("SGM noise multiplier", sgmNoiseMultiplier)
        list.add("Noise Schedule", noiseSchedule, unless: "Default")
    }
}

extension Infotext.Fields.UniPC {
    fileprivate func add(to list: inout EntryList) {
        list.add("UniPC variant", variant, unless: "bh1")
        list.add("UniPC skip type", skipType, unless: "time_uniform")
        list.add("UniPC order", order, unless: 3)
        list.add("UniPC lower order final", lowersLastOrder ? nil : "False")
    }
}

extension Infotext.Fields.Guidance {
    fileprivate func add(to list: inout EntryList) {
        list.add("NGMS", minimumSigma, unless: 0)
        list.add("NGMS all steps", minimumSigma != 0 && onAllSteps)
        list.add("Skip Early CFG", skippedEarly, unless: 0)
    }

    fileprivate func addOwn(to list: inout EntryList) {
        list.add("CFG rescale", rescale, unless: 0)
        list.add("Dynamic thresholding mimic scale", thresholding?.mimicScale)
        list.add("Dynamic thresholding percentile", thresholding?.percentile)
        list.add("APG eta", projection?.eta)
        list.add("APG norm threshold", projection?.normThreshold)
        list.add("APG momentum", projection?.momentum)
        list.add("PAG scale", perturbedAttention, unless: 0)
        if perturbedAttention != 0 {
            list.add("PAG perturbation", perturbation)
            list.add("PAG blocks", perturbedBlocks.joined(separator: " "), unless: "middle")
        }
        list.add("SLG scale", skipLayer?.scale)
        list.add("SLG layers", skipLayer.map { $0.layers.map(String.init).joined(separator: " ") })
        list.add("SLG start", skipLayer?.start)
        list.add("SLG end", skipLayer?.end)
        list.add("FreeU b1", freeU?.b1)
        list.add("FreeU b2", freeU?.b2)
        list.add("FreeU s1", freeU?.s1)
        list.add("FreeU s2", freeU?.s2)
    }
}
