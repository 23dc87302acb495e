import Testing
import WebUI
import Wire

@Suite struct `Progress` {
    private func state(_ jobs: Int, _ number: Int, _ step: Int, _ steps: Int) -> ProgressState {
        var state = ProgressState()
        (state.jobCount, state.jobNumber, state.step, state.steps) = (jobs, number, step, steps)
        return state
    }

    @Test func `is none while there is no job`() {
        #expect(state(0, 0, 0, 0).progress == 0)
        #expect(state(0, 3, 5, 10).remaining(after: 5) == 0)
    }

    @Test func `is a hundredth, and the jobs and steps that are done`() {
        #expect(state(1, 0, 0, 20).progress == 0.01)
        #expect(state(1, 0, 10, 20).progress == 0.51)
        #expect(abs(state(4, 1, 5, 10).progress - 0.385) < 1e-12)
        #expect(state(2, 1, 0, 0).progress == 0.51)
        #expect(state(2, 2, 0, 20).progress == 1)
    }

    @Test func `goes on as it did`() {
        #expect(abs(state(1, 0, 10, 20).remaining(after: 51) - 49) < 1e-9)
        #expect(state(1, 1, 0, 20).remaining(after: 10) == 0)
    }

    @Test func `counts the hires pass as a job of its own`() {
        #expect(ProgressState.jobCount(batches: 3, hasHires: false) == 3)
        #expect(ProgressState.jobCount(batches: 3, hasHires: true) == 6)
    }

    @Test func `is answered in the web UI's keys`() {
        let answer = ProgressResponse(state(1, 0, 10, 20), elapsed: 51).json
        #expect(
            answer.members?.keys == [
                "progress", "eta_relative", "state", "current_image", "textinfo", "current_task",
            ])
        #expect(
            answer["state"]?.members?.keys == [
                "skipped", "interrupted", "stopping_generation", "job", "job_count",
                "job_timestamp", "job_no", "sampling_step", "sampling_steps",
            ])
    }

    @Test func `of a task that waits says its place`() {
        let answer = InternalProgressResponse.waiting(at: 2, of: 5).json
        #expect(answer["textinfo"] == "In queue: 2/5")
        #expect(answer["queued"] == true && answer["id_live_preview"] == -1)
    }
}

@Suite struct `Answers` {
    @Test func `have the web UI's keys`() {
        func keys<Object: WireObject>(_: Object.Type) -> [String] { Object.fields.map(\.name) }
        #expect(keys(GenerationResponse.self) == ["images", "parameters", "info", "warnings"])
        #expect(keys(SamplerItem.self) == ["name", "aliases", "options"])
        #expect(
            keys(SchedulerItem.self) == [
                "name", "label", "aliases", "default_rho", "need_inner_model",
            ])
        #expect(
            keys(UpscalerItem.self) == ["name", "model_name", "model_path", "model_url", "scale"])
        #expect(
            keys(CheckpointItem.self) == [
                "title", "model_name", "hash", "sha256", "filename", "config",
            ])
        #expect(keys(ModuleItem.self) == ["model_name", "filename"])
        #expect(keys(LoraItem.self) == ["name", "alias", "path", "metadata"])
        #expect(keys(StyleItem.self) == ["name", "prompt", "negative_prompt"])
        #expect(keys(EmbeddingsResponse.self) == ["loaded", "skipped"])
        #expect(
            keys(EmbeddingItem.self) == [
                "step", "sd_checkpoint", "sd_checkpoint_name", "shape", "vectors",
            ])
        #expect(keys(ExtrasImageResponse.self) == ["html_info", "image"])
        #expect(keys(ExtrasBatchResponse.self) == ["html_info", "images"])
        #expect(keys(ScriptInfo.self) == ["name", "is_alwayson", "is_img2img", "args"])
        #expect(
            keys(ScriptArgument.self) == [
                "label", "value", "minimum", "maximum", "step", "choices",
            ])
        #expect(keys(MemoryResponse.self) == ["ram", "cuda"])
        #expect(keys(FaceRestorerItem.self) == ["name", "cmd_dir"])
        #expect(keys(RealESRGANItem.self) == ["name", "path", "scale"])
        #expect(keys(HypernetworkItem.self) == ["name", "path"])
        #expect(
            keys(ExtensionItem.self) == [
                "name", "remote", "branch", "commit_hash", "version", "commit_date", "enabled",
            ])
    }

    @Test func `to a generation name every key of its information`() {
        let keys = Set(GenerationInfo.fields.map(\.name))
        let expected: Set = [
            "prompt", "all_prompts", "negative_prompt", "all_negative_prompts", "seed",
            "all_seeds", "subseed", "all_subseeds", "subseed_strength", "width", "height",
            "sampler_name", "cfg_scale", "steps", "batch_size", "restore_faces",
            "face_restoration_model", "sd_model_name", "sd_model_hash", "sd_vae_name",
            "sd_vae_hash", "seed_resize_from_w", "seed_resize_from_h", "denoising_strength",
            "extra_generation_params", "index_of_first_image", "infotexts", "styles",
            "job_timestamp", "clip_skip", "is_using_inpainting_conditioning", "version",
        ]
        #expect(keys == expected)
    }

    @Test func `leave out warnings where there are none`() {
        #expect(GenerationResponse().json["warnings"] == nil)
        var response = GenerationResponse()
        response.warnings = ["a"]
        #expect(response.json["warnings"] == ["a"])
    }

    @Test func `that refuse say why where each web UI's clients look`() {
        let failure = WebUIFailure("NotFound", "There is none.").json
        for key in ["detail", "errors", "message"] { #expect(failure[key] == "There is none.") }
        #expect(failure["error"] == "NotFound" && failure["body"] == "")
    }

    @Test func `of png-info have the text taken apart`() {
        let answer = PNGInfoResponse(
            infotext: "a\nSteps: 20, Sampler: Euler, Size: 512x768",
            items: [("parameters", "a")])
        #expect(answer.json["parameters"]?["Size-2"] == "768")
        #expect(answer.json["parameters"]?["Hires resize-1"] == 0)
        #expect(answer.json["items"] == ["parameters": "a"])
    }
}
