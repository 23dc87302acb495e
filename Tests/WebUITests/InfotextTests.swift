import Testing

@testable import WebUI

struct InfotextTests {
    @Test(arguments: try ForgeInfotext.all())
    func `the text is Forge's, byte for byte`(_ forge: ForgeInfotext) {
        #expect(forge.info.infotexts.count == forge.info.all_seeds.count)
        for (image, expected) in forge.info.infotexts.enumerated() {
            let infotext = Infotext(
                prompt: forge.info.prompt, negativePrompt: forge.info.negative_prompt,
                fields: forge.fields(image: image))
            #expect(Array(infotext.text.utf8) == Array(expected.utf8))
        }
    }

    @Test func `a hires pass with everything of its own is written in the web UI's order`() {
        var fields = Infotext.Fields(
            steps: 20, sampler: "DPM++ 2M", scheduleType: "Karras", cfgScale: 7, seed: 42,
            size: (832, 1216))
        fields.modelHash = "31e35c80fc"
        fields.model = "sd_xl_base_1.0"
        fields.clipSkip = 2
        fields.rng = "NV"
        var hires = Infotext.Fields.Hires(
            denoisingStrength: 0.4, cfgScale: 1, enlargement: .resize(x: 0, y: 1702))
        hires.checkpoint = "other.safetensors [4610115bb0]"
        hires.modules = ["ae", "clip_l"]
        hires.sampler = "Euler"
        hires.prompt = "a castle, at night"
        hires.negativePrompt = "people"
        hires.scheduleType = "Simple"
        hires.steps = 12
        hires.upscaler = "Lanczos"
        fields.hires = hires
        fields.extras = [Infotext.Entry("Emphasis", "No norm")]
        fields.version = "kiln 1"
        fields.modules = ["vae-a"]
        let text = Infotext(prompt: "a castle", negativePrompt: "blurry", fields: fields).text
        #expect(
            text == """
                a castle
                Negative prompt: blurry
                Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.0, Seed: 42, \
                Size: 832x1216, Model hash: 31e35c80fc, Model: sd_xl_base_1.0, \
                Denoising strength: 0.4, Clip skip: 2, RNG: NV, \
                Hires checkpoint: other.safetensors [4610115bb0], Hires Module 1: ae, \
                Hires Module 2: clip_l, Hires sampler: Euler, \
                Hires prompt: "a castle, at night", Hires negative prompt: people, \
                Hires CFG Scale: 1.0, Hires schedule type: Simple, Hires resize: 0x1702, \
                Hires steps: 12, Hires upscaler: Lanczos, Emphasis: No norm, Version: kiln 1, \
                Module 1: vae-a
                """)
    }

    @Test func `what the web UI takes for granted is not written`() {
        var fields = Infotext.Fields(
            steps: 20, sampler: "Euler", scheduleType: "Automatic", cfgScale: 7.5, seed: 1,
            size: (512, 512))
        fields.rng = "GPU"
        fields.clipSkip = 1
        let parameters =
            "Steps: 20, Sampler: Euler, Schedule type: Automatic, CFG scale: 7.5, Seed: 1, "
            + "Size: 512x512"
        #expect(Infotext(prompt: "a cat", fields: fields).text == "a cat\n" + parameters)
        #expect(Infotext(prompt: "", fields: fields).text == parameters)
    }

    @Test(arguments: [
        ("plain", "plain"), ("a \"word\"", "a \"word\""), ("a,b", #""a,b""#),
        ("k: v", #""k: v""#), ("two\nlines", #""two\nlines""#),
        ("dos\r\nlines", #""dos\r\nlines""#), (#"say "a, \b""#, #""say \"a, \\b\"""#),
        ("ä, 猫 🐈", #""ä, 猫 🐈""#), (",\u{01}\u{1F}\u{7F}\t", ",\\u0001\\u001f\u{7F}\\t".json),
        ("lone\rreturn", "lone\rreturn"), ("", ""), ("\"", #""\"""#), ("half\"", "half\""),
        (#""whole""#, #""\"whole\"""#), (" first", #"" first""#), ("last\t", #""last\t""#),
    ])
    func `a value that would end early or be misread at its ends is written as a JSON string`(
        _ value: String, text: String
    ) {
        #expect(Infotext.quoted(value) == text)
    }

    @Test func `an entry whose value is its own name is written as the name alone`() {
        let entries = [Infotext.Entry("Tiling", "Tiling"), Infotext.Entry("Steps", "1")]
        #expect(Infotext(prompt: "p", entries: entries).text == "p\nTiling, Steps: 1")
    }

    @Test func `white space around the text is dropped as Python does`() {
        let steps = [Infotext.Entry("Steps", "1")]
        #expect(
            Infotext(prompt: " \u{1C}\u{3000}\n a ", entries: steps).text == "a \nSteps: 1")
        #expect(Infotext(prompt: "\u{200B}a", entries: steps).text == "\u{200B}a\nSteps: 1")
        #expect(Infotext(prompt: " \n", entries: []).text == "")
    }
}

extension String {
    fileprivate var json: String { "\"" + self + "\"" }
}
