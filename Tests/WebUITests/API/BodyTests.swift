import Testing
import WebUI
import Wire

private func parsed(_ text: String) throws -> JSONValue { try JSONValue(parsing: text.utf8) }

@Suite struct `The body of txt2img` {
    /// The web UI's names and its API's defaults.
    private static let preset = """
        {"prompt":"","negative_prompt":"","styles":null,"seed":-1,"subseed":-1,\
        "subseed_strength":0.0,"seed_resize_from_h":-1,"seed_resize_from_w":-1,\
        "sampler_name":null,"sampler_index":"Euler","scheduler":null,"batch_size":1,"n_iter":1,\
        "steps":50,"cfg_scale":7.0,"distilled_cfg_scale":3.5,"width":512,"height":512,\
        "denoising_strength":0.75,"restore_faces":null,"tiling":null,"eta":null,\
        "s_min_uncond":null,"s_churn":null,"s_tmax":null,"s_tmin":null,"s_noise":null,\
        "refiner_checkpoint":null,"refiner_switch_at":null,"do_not_save_samples":false,\
        "do_not_save_grid":false,"override_settings":null,\
        "override_settings_restore_afterwards":true,"disable_extra_networks":false,\
        "firstpass_image":null,"comments":null,"script_name":null,"script_args":[],\
        "alwayson_scripts":{},"send_images":true,"save_images":false,"force_task_id":null,\
        "infotext":null,"enable_hr":false,"firstphase_width":0,"firstphase_height":0,\
        "hr_scale":2.0,"hr_upscaler":null,"hr_second_pass_steps":0,"hr_resize_x":0,\
        "hr_resize_y":0,"hr_checkpoint_name":null,"hr_additional_modules":null,\
        "hr_sampler_name":null,"hr_scheduler":null,"hr_prompt":"","hr_negative_prompt":"",\
        "hr_cfg":null,"hr_distilled_cfg":3.5}
        """

    @Test func `has the web UI's fields with its API's defaults`() throws {
        #expect(try TextToImageBody([:]).json == parsed(Self.preset))
    }

    @Test func `passes over keys that it does not know`() throws {
        let body = try TextToImageBody(["nonsense": [1, 2], "steps": 3])
        #expect(body.common.steps == 3)
        #expect(body.given == ["nonsense", "steps"])
    }

    @Test func `takes null for what is preset, whatever the field`() throws {
        let nulls = JSONObject(TextToImageBody.fields.map { ($0.name, JSONValue.null) })
        #expect(try TextToImageBody(.object(nulls)).json == TextToImageBody([:]).json)
        #expect(try TextToImageBody(.object(nulls)).given.isEmpty)
    }

    @Test func `takes what clients send in other types`() throws {
        let body = try TextToImageBody([
            "enable_hr": 1, "steps": "20", "seed": "", "cfg_scale": " 5.5 ",
            "width": 640.0, "styles": "film", "sampler_name": "",
            "hr_additional_modules": "ae.safetensors", "save_images": "false",
        ])
        #expect(body.hires.isEnabled && body.common.steps == 20 && body.common.seeds.seed == -1)
        #expect(
            body.common.width == 640 && body.common.cfgScale == 5.5
                && body.common.styles == ["film"])
        #expect(body.hires.modules == ["ae.safetensors"] && !body.common.job.savesImages)
        #expect(body.common.sampler == "Euler")
    }

    @Test func `takes a prompt for all images, or one for each`() throws {
        #expect(try TextToImageBody(["prompt": "a"]).common.prompt.texts == ["a"])
        let body = try TextToImageBody(["prompt": ["a", "b"]])
        #expect(body.common.prompt.texts == ["a", "b"])
        #expect(body.json["prompt"] == ["a", "b"])
        #expect(try TextToImageBody(["prompt": []]).common.prompt.texts == [""])
    }

    @Test func `tells an empty list of modules from none`() throws {
        #expect(try TextToImageBody([:]).hires.modules == nil)
        #expect(try TextToImageBody(["hr_additional_modules": []]).hires.modules == [])
    }

    @Test(arguments: [
        "steps", "width", "height", "batch_size", "n_iter", "cfg_scale", "denoising_strength",
        "hr_scale", "subseed_strength", "s_churn", "hr_second_pass_steps",
    ])
    func `refuses numbers without end`(name: String) {
        for number in [JSONValue.integer(.max), .integer(.min), 1e300, -1e300] {
            #expect(throws: WireError.self) { try TextToImageBody(.object([name: number])) }
        }
    }

    @Test(arguments: ["seed", "subseed"])
    func `takes whole numbers of 64 bits for seeds`(name: String) throws {
        for number in [JSONValue.integer(.max), .integer(.min), .integer(1 << 40)] {
            let body = try TextToImageBody(.object([name: number]))
            #expect(body.json[name] == number)
        }
        for number in [1e300, -1e300, 0.5] as [JSONValue] {
            #expect(throws: WireError.self) { try TextToImageBody(.object([name: number])) }
        }
    }

    @Test func `is repeated without its picture`() throws {
        let echo = try TextToImageBody(["firstpass_image": "AAAA", "steps": 7]).echo
        #expect(echo["firstpass_image"] == .null)
        #expect(echo["steps"] == 7)
        #expect(echo.count == TextToImageBody.fields.count)
    }
}

@Suite struct `The body of img2img` {
    private static let preset = """
        {"init_images":null,"resize_mode":0,"image_cfg_scale":null,"initial_noise_multiplier":null,\
        "include_init_images":false,"hr_distilled_cfg":3.5,"mask":null,"latent_mask":null,\
        "mask_blur_x":4,"mask_blur_y":4,"mask_blur":null,"mask_round":true,"inpainting_fill":0,\
        "inpaint_full_res":true,"inpaint_full_res_padding":0,"inpainting_mask_invert":0}
        """

    @Test func `has the web UI's fields with its API's defaults`() throws {
        let json = try #require(ImageToImageBody([:]).json.members)
        for (key, value) in try #require(parsed(Self.preset).members).members {
            #expect(json[key] == value, "\(key)")
        }
        #expect(json["steps"] == 50 && json["denoising_strength"] == 0.75)
        #expect(json["enable_hr"] == nil)
    }

    @Test func `takes flags for numbers and one picture for a list`() throws {
        let body = try ImageToImageBody([
            "inpainting_mask_invert": true, "inpaint_full_res": 0, "init_images": "AAAA",
        ])
        #expect(body.image.invertsMask == 1 && !body.image.isOnlyMasked)
        #expect(body.image.initImages == ["AAAA"])
    }

    @Test func `is repeated with its pictures only if they are asked for`() throws {
        let json: JSONValue = ["init_images": ["AAAA"], "mask": "BBBB"]
        #expect(try ImageToImageBody(json).echo["init_images"] == .null)
        #expect(try ImageToImageBody(json).echo["mask"] == .null)
        var asked = try #require(json.members)
        asked["include_init_images"] = true
        #expect(try ImageToImageBody(.object(asked)).echo["mask"] == "BBBB")
    }
}

@Suite struct `The small bodies` {
    @Test func `have the web UI's defaults`() throws {
        let expected = try parsed(
            """
            {"resize_mode":0,"show_extras_results":true,"gfpgan_visibility":0.0,\
            "codeformer_visibility":0.0,"codeformer_weight":0.0,"upscaling_resize":2.0,\
            "upscaling_resize_w":512,"upscaling_resize_h":512,"upscaling_crop":true,\
            "upscaler_1":"None","upscaler_2":"None","extras_upscaler_2_visibility":0.0,\
            "upscale_first":false,"image":""}
            """)
        #expect(try ExtrasImageBody([:]).json == expected)
        #expect(try ProgressQuery([:]).skipsCurrentImage == false)
        #expect(
            try InternalProgressBody(["id_task": "task(x)"]).json.serialised
                == "{\"id_task\":\"task(x)\",\"id_live_preview\":-1,\"live_preview\":true}")
        #expect(try InterrogateBody([:]).model == "clip")
    }

    @Test func `take a query's texts`() throws {
        #expect(try ProgressQuery(["skip_current_image": "true"]).skipsCurrentImage)
        #expect(throws: WireError.self) { try ProgressQuery(["skip_current_image": "maybe"]) }
    }

    @Test func `have to have what they are about`() throws {
        #expect(throws: WireError.self) { try PNGInfoBody([:]) }
        #expect(throws: WireError.self) { try PNGInfoBody(["image": .null]) }
        #expect(throws: WireError.self) { try ExtrasBatchBody([:]) }
        let batch = try ExtrasBatchBody(["imageList": [["data": "AAAA", "name": "a.png"]]])
        #expect(batch.images.first?.name == "a.png")
        #expect(throws: WireError.self) { try ExtrasBatchBody(["imageList": [["name": "a"]]]) }
    }
}

@Suite struct `A body of anything` {
    private static let values: [JSONValue] = [
        .null, true, false, 0, 1, -1, 2, 64, .integer(.max), .integer(.min), 0.5, -0.0, 1e300,
        -1e300, "", " ", "0", "-1", "1e999", "nan", "True",
        "9223372036854775808", "Latent", "/etc/passwd", .string(String(repeating: "9", count: 500)),
        .string(String(repeating: "a", count: 100_000)), "\u{0}", [], [[]], [1], ["a", 1], [.null],
        [:], ["a": [:]], ["args": [1]], ["data": 1], [["data": "AAAA"]], [["name": .null]],
    ]

    private func read<Body: WireObject>(_: Body.Type) {
        var (count, refused) = (0, 0)
        for field in Body.fields {
            for value in Self.values {
                count += 1
                do {
                    let body = try Body(.object([field.name: value]))
                    let again = try? Body(body.json)
                    #expect(again?.json == body.json, "\(field.name): \(value.summary)")
                } catch {
                    refused += 1
                    #expect(error.description.utf8.count < 600)
                }
            }
        }
        #expect(refused > 0 && refused < count)
    }

    @Test func `is read, or refused in a few words, and is read again as it was written`() {
        read(TextToImageBody.self)
        read(ImageToImageBody.self)
        read(ExtrasImageBody.self)
        read(WebUIOptions.self)
        read(ProgressQuery.self)
        read(InternalProgressBody.self)
    }
}
