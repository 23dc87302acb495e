import Checkpoints
import Kiln
import KilnTesting
import Testing

@Suite struct ModuleTests {
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder.families()
        try folder.add("VAE/four", HeaderCheckpoint.vae())
        try folder.add("VAE/sixteen", HeaderCheckpoint.vae(channels: 16))
        try folder.add("text_encoder/clip_l", HeaderCheckpoint.huggingFaceText(width: 768))
        try folder.add("text_encoder/clip_g", HeaderCheckpoint.openCLIPText(width: 1280))
        try folder.add(
            "Stable-diffusion/bare",
            HeaderCheckpoint.unet(context: 2048, linear: true, vector: 2816))
        return folder
    }

    @Test func `a module stands in for the checkpoint's own part`() throws {
        let plan = try folder().plan {
            $0.checkpoint = "one"
            $0.modules = ["four.safetensors", "clip_l"]
        }
        #expect(plan.first.vae.file.path.hasSuffix("VAE/four.safetensors"))
        #expect(plan.first.vae.module)
        #expect(plan.first.encoders.map(\.module) == [true])
        #expect(!plan.first.unet.module)
    }

    @Test func `a denoiser alone runs with modules for everything else`() throws {
        let plan = try folder().plan {
            $0.checkpoint = "bare"
            $0.modules = ["four", "clip_l", "clip_g"]
        }
        #expect(plan.first.architecture == .sdxl)
        #expect(
            plan.first.encoders.map { $0.file.path.hasSuffix("clip_l.safetensors") } == [
                true, false,
            ])
    }

    @Test func `what is missing is named with the option that adds it`() throws {
        let folder = try folder()
        #expect(
            folder.refusal { $0.checkpoint = "bare" }
                == "the first pass lacks its text encoder CLIP-L: bare.safetensors holds none of "
                + "width 768; add one with --module.")
        #expect(
            folder.refusal {
                $0.checkpoint = "one"
                $0.hires = HiresRequest()
                $0.hires?.checkpoint = "bare"
                $0.hires?.modules = ["clip_l", "clip_g"]
            }
                == "the hires pass has no VAE: bare.safetensors holds none; add one for SDXL with "
                + "--hr-module.")
    }

    @Test func `a VAE of another channel count is refused by name`() throws {
        let sentence = try folder().refusal {
            $0.checkpoint = "one"
            $0.modules = ["sixteen"]
        }
        #expect(
            sentence
                == "the VAE in sixteen.safetensors has 16 latent channels, and SD 1.x has 4; "
                + "choose a VAE made for SD 1.x.")
    }

    @Test func `an encoder of another width is refused with the widths that fit`() throws {
        let sentence = try folder().refusal {
            $0.checkpoint = "one"
            $0.modules = ["clip_g"]
        }
        #expect(
            sentence
                == "the text encoder in clip_g.safetensors has width 1280, which one.safetensors "
                + "cannot read; it takes CLIP-L of width 768.")
    }

    @Test func `modules of the first pass go along where they fit and are noted where not`() throws
    {
        let folder = try folder()
        let plan = try folder.plan {
            $0.checkpoint = "one"
            $0.modules = ["four", "clip_l"]
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "two"
        }
        let hires = try #require(plan.hires)
        #expect(hires.vae.module)
        #expect(!hires.encoders[0].module)
        #expect(
            plan.notes == [
                "the CLIP-L in clip_l.safetensors, a module of the first pass, is not used in the "
                    + "hires pass: two.safetensors takes OpenCLIP-H of width 1024"
            ])
    }

    @Test func `a VAE does not go along to another latent space`() throws {
        let plan = try folder().plan {
            $0.checkpoint = "one"
            $0.modules = ["four"]
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "xl"
        }
        #expect(plan.first.vae.module && plan.hires?.vae.module == false)
        #expect(
            plan.notes == [
                "the VAE in four.safetensors, a module of the first pass, is not used in the hires "
                    + "pass: it is for latents of SD 1.x/2.x, and SDXL has its own"
            ])
    }

    @Test func `an encoder goes along into its own slot alone`() throws {
        let folder = try TemporaryFolder()
        try folder.add("Stable-diffusion/one", HeaderCheckpoint.sd1(context: 40))
        try folder.add("Stable-diffusion/xl", HeaderCheckpoint.sdxl(l: 24, g: 40))
        let plan = try folder.plan {
            $0.checkpoint = "one"
            $0.modules = [folder.path + "/Stable-diffusion/one.safetensors"]
            $0.hires = HiresRequest()
            $0.hires?.checkpoint = "xl"
        }
        #expect(plan.hires?.encoders.map(\.module) == [false, false])
        #expect(plan.notes.count == 2)
        #expect(plan.notes.last?.contains("its width is 40") == true)
    }

    @Test func `built-in takes no module along`() throws {
        let plan = try folder().plan {
            $0.checkpoint = "one"
            $0.modules = ["four"]
            $0.hires = HiresRequest()
            $0.hires?.modules = ["Built-in"]
        }
        #expect(plan.first.vae.module)
        #expect(plan.hires?.vae.module == false)
    }

    @Test func `two modules for one part are refused`() throws {
        let folder = try folder()
        try folder.add("VAE/other", HeaderCheckpoint.vae())
        let sentence = folder.refusal {
            $0.checkpoint = "one"
            $0.modules = ["four", "other"]
        }
        #expect(
            sentence
                == "four.safetensors and other.safetensors both stand for the VAE; give one of them."
        )
    }

    @Test func `a module that is named twice is one`() throws {
        let plan = try folder().plan {
            $0.checkpoint = "one"
            $0.modules = ["four.safetensors", "FOUR"]
            $0.hires = HiresRequest()
            $0.hires?.modules = ["four", "four.safetensors"]
        }
        #expect(plan.first.vae.file.name == "four.safetensors")
        #expect(plan.first.moduleChoice == ["four"] && plan.hires?.moduleChoice == ["four"])
    }

    @Test func `a file that is no module is refused`() throws {
        let folder = try folder()
        var file = SafetensorsBuilder()
        file.add("nothing.known", [1])
        try folder.add("VAE/odd", file)
        let sentence = folder.refusal {
            $0.checkpoint = "one"
            $0.modules = ["odd"]
        }
        #expect(
            sentence?.hasPrefix("odd.safetensors (no model that is known) has no place") == true)
    }

    @Test func `models that do not run are named`() throws {
        let folder = try folder()
        try folder.add("Stable-diffusion/paint", HeaderCheckpoint.sd1(inputs: 6))
        try folder.add("Stable-diffusion/lone", HeaderCheckpoint.vae())
        #expect(
            folder.refusal { $0.checkpoint = "paint" }?
                .hasPrefix(
                    "paint.safetensors is an SD 1.x UNet with 6 input channels, which does not run yet"
                )
                == true)
        #expect(
            folder.refusal { $0.checkpoint = "lone" }?
                .hasPrefix("lone.safetensors holds no UNet (VAE for SD 1.x, SD 2.x or SDXL);")
                == true)
    }
}
