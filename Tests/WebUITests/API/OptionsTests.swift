import Testing
import WebUI
import Wire

@Suite struct `Options` {
    @Test func `have the web UI's defaults`() throws {
        let json = WebUIOptions().json
        let expected: JSONObject = [
            "sd_model_checkpoint": .null, "forge_additional_modules": [], "sd_vae": "Automatic",
            "CLIP_stop_at_last_layers": 1, "emphasis": "Original", "randn_source": "GPU",
            "eta_ancestral": 1.0, "eta_ddim": 0.0, "eta_noise_seed_delta": 0, "s_churn": 0.0,
            "s_tmin": 0.0, "s_tmax": 0.0, "s_noise": 1.0, "s_min_uncond": 0.0,
            "initial_noise_multiplier": 1.0, "img2img_fix_steps": false,
            "inpainting_mask_weight": 1.0, "live_previews_enable": true,
            "samples_format": "png", "jpeg_quality": 80,
            "webp_lossless": false, "enable_pnginfo": true,
            "save_images_before_highres_fix": false, "sd_noise_schedule": "Default", "rho": 0.0,
            "sigma_min": 0.0, "sigma_max": 0.0, "enable_prompt_comments": true,
        ]
        for (key, value) in expected.members { #expect(json[key] == value, "\(key)") }
    }

    @Test func `are set by their names, leniently`() throws {
        var options = WebUIOptions()
        let warnings = try options.set([
            "CLIP_stop_at_last_layers": "2", "emphasis": "no norm", "img2img_fix_steps": 1,
            "forge_additional_modules": "ae.safetensors", "samples_format": "JPEG",
        ])
        #expect(warnings.isEmpty)
        #expect(options.text.clipSkip == 2 && options.text.emphasis == .noNorm)
        #expect(options.image.fixesSteps && options.models.modules == ["ae.safetensors"])
        #expect(options.files.format == .jpeg)
    }

    @Test func `keep what is not set, and what is set to null`() throws {
        var options = WebUIOptions()
        _ = try options.set(["sd_model_checkpoint": "a", "CLIP_stop_at_last_layers": 3])
        _ = try options.set(["CLIP_stop_at_last_layers": .null])
        #expect(options.models.checkpoint == "a" && options.text.clipSkip == 3)
    }

    @Test func `are set all or none`() {
        var options = WebUIOptions()
        let error = #expect(throws: WireError.self) {
            try options.set(["CLIP_stop_at_last_layers": 2, "emphasis": "loud"])
        }
        #expect(error?.problems.map(\.path) == ["emphasis"])
        #expect(options.text.clipSkip == 1)
    }

    @Test(arguments: [
        "outdir_samples", "outdir_txt2img_grids", "samples_filename_pattern", "temp_dir",
        "directories_filename_pattern", "control_net_models_path", "custom_command",
        "disabled_extensions", "localization",
    ])
    func `that name places or commands are left out with a warning`(key: String) throws {
        var options = WebUIOptions()
        let warnings = try options.set([key: "/etc/cron.d/x"])
        #expect(warnings.count == 1 && warnings[0].contains("place or a command"))
        #expect(options.json == WebUIOptions().json)
    }

    @Test func `that mean nothing are left out with a warning`() throws {
        var options = WebUIOptions()
        #expect(
            try options.set(["grid_save": true, "jpeg_quality": 90]) == [
                "The option \"grid_save\" means nothing here; it is left out."
            ])
        #expect(options.files.jpegQuality == 90)
    }

    @Test func `warn of no more than can be read`() throws {
        var options = WebUIOptions()
        let many = JSONObject((0..<4_000).map { ("k\($0)", 1) })
        #expect(try options.set(many).count == 33)
    }

    @Test func `tell a VAE and modules from the words for none`() throws {
        var options = WebUIOptions()
        #expect(options.models.namedModules == [] && options.models.namedVAE == nil)
        _ = try options.set(["sd_vae": "a.pt", "forge_additional_modules": ["b.pt", "Built-in"]])
        #expect(options.models.namedModules == ["b.pt"] && options.models.namedVAE == "a.pt")
        _ = try options.set(["sd_vae": "None", "forge_additional_modules": ["none", ""]])
        #expect(options.models.namedModules == [] && options.models.namedVAE == nil)
    }

    @Test(arguments: ["#fff", "white", "#gggggg", "#+12345", "#-12345", "ffffff", "#ffffff0"])
    func `take no colour that is none`(colour: String) {
        var options = WebUIOptions()
        #expect(throws: WireError.self) {
            try options.set(["img2img_background_color": .string(colour)])
        }
    }

    @Test func `take a colour apart`() throws {
        var options = WebUIOptions()
        _ = try options.set(["img2img_background_color": "#0a80FF"])
        #expect(options.image.backgroundChannels == (0x0A, 0x80, 0xFF))
    }
}
