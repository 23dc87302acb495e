import Foundation
import Testing

@testable import WebUI

struct InfotextParametersTests {
    private static func parameters(_ line: String, prompt: String = "a") -> InfotextParameters {
        InfotextParameters(prompt + "\nSteps: 20, Sampler: Euler, Seed: 1, " + line)
    }

    @Test func `what goes without saying is said, in the web UI's order`() {
        let parameters = InfotextParameters(
            "a (cat:1.2)\nNegative prompt: b\nSteps: 20, Seed: 1, Size: 512x768")
        let list = parameters.list.map { "\($0.name)=\($0.value)" }
        #expect(
            list == [
                #"Prompt=text("a (cat:1.2)")"#, #"Negative prompt=text("b")"#,
                #"Steps=text("20")"#, #"Seed=text("1")"#, #"Size-1=text("512")"#,
                #"Size-2=text("768")"#, #"Clip skip=text("1")"#, "Hires resize-1=number(0)",
                "Hires resize-2=number(0)", #"Hires sampler=text("Use same sampler")"#,
                #"Hires schedule type=text("Use same scheduler")"#,
                #"Hires checkpoint=text("Use same checkpoint")"#, #"Hires prompt=text("")"#,
                #"Hires negative prompt=text("")"#, #"Mask mode=text("Inpaint masked")"#,
                #"Masked content=text("original")"#, #"Inpaint area=text("Whole picture")"#,
                "Masked area padding=number(32)", #"RNG=text("GPU")"#,
                #"Schedule type=text("Automatic")"#, "Schedule max sigma=number(0)",
                "Schedule min sigma=number(0)", "Schedule rho=number(0)",
                #"VAE Encoder=text("Full")"#, #"VAE Decoder=text("Full")"#,
                #"FP8 weight=text("Disable")"#, #"Emphasis=text("Original")"#,
                "Refiner switch by sampling steps=flag(false)",
            ])
    }

    @Test(arguments: [
        ("512x768", true), ("0x0", true), ("512X768", false), ("x768", false), ("512x", false),
        ("512x768x3", false), ("512 x768", false), ("٣x4", false),
    ])
    func `two numbers with an x between them become two parameters`(value: String, splits: Bool) {
        let parameters = Self.parameters("Any size: \(value)")
        #expect((parameters["Any size"] == nil) == splits)
        #expect((parameters["Any size-1"] != nil && parameters["Any size-2"] != nil) == splits)
    }

    @Test func `as JSON they are strings, but for the numbers and truths that were inserted`()
        throws
    {
        let json = try JSONEncoder().encode(Self.parameters("Size: 8x9"))
        let object = try JSONSerialization.jsonObject(with: json) as? [String: Any]
        #expect(object?["Size-2"] as? String == "9")
        #expect(object?["Masked area padding"] as? Int == 32)
        #expect(object?["Refiner switch by sampling steps"] as? Bool == false)
        #expect(object?.count == 28)
    }

    @Test func `an entry named like a prompt does not replace it`() {
        #expect(Self.parameters("Prompt: evil").text("Prompt") == "a")
    }

    @Test func `the first pass size of old texts becomes the size, and the size the target`() {
        let given = Self.parameters("Size: 1024x768, First pass size: 512x384")
        #expect((given.number("Size-1"), given.number("Size-2")) == (512, 384))
        #expect((given.number("Hires resize-1"), given.number("Hires resize-2")) == (1024, 768))
        let computed = Self.parameters("Size: 1024x768, First pass size: 0x0")
        #expect((computed.number("Size-1"), computed.number("Size-2")) == (640, 448))
        #expect(
            (computed.number("Hires resize-1"), computed.number("Hires resize-2")) == (1024, 768))
        let absurd = Self.parameters("Size: 0x99999999999, First pass size: 0x0")
        #expect(absurd.text("Size-1") == "0")
    }

    @Test(arguments: [
        ("v1.5.2", "Old prompt editing timelines", true),
        ("v1.6.0", "Old prompt editing timelines", false),
        ("1.6.0-RC-28-ga0af2852", "Old prompt editing timelines", true),
        ("v1.5.2-10-gabc", "Old prompt editing timelines", true),
        ("v1.10.1", "Old prompt editing timelines", false),
        ("f2.0.1v1.10.1", "Old prompt editing timelines", false),
        ("kiln 0.1.0", "Old prompt editing timelines", false),
        ("v1.7.0-224-g0", "Downcast alphas_cumprod", true),
        ("v1.7.0-225-g0", "Downcast alphas_cumprod", false),
        ("v1.7.0", "Downcast alphas_cumprod", true), ("v1.8.0", "Downcast alphas_cumprod", false),
    ])
    func `old versions are marked where they made other pictures`(
        version: String, mark: String, isThere: Bool
    ) {
        let parameters = Self.parameters("Version: \(version)", prompt: "[a:b:3]")
        #expect(parameters[mark] == (isThere ? .flag(true) : nil))
    }

    @Test func `marks depend on what was used`() {
        let ddim = InfotextParameters("a\nSteps: 2, Sampler: DDIM, Seed: 1, Version: v1.5.0")
        #expect(ddim["Pad conds v0"] == .flag(true))
        #expect(ddim["Old prompt editing timelines"] == nil)
        #expect(Self.parameters("Version: v1.5.0")["Pad conds v0"] == nil)
        let mark = "Refiner switch by sampling steps"
        #expect(Self.parameters("Refiner: a, Version: v1.7.0")[mark] == .flag(true))
        #expect(Self.parameters("Version: v1.7.0")[mark] == .flag(false))
    }

    @Test func `Civitai's words for Flux are translated`() {
        let line =
            #"Steps: 28, Sampler: Undefined, CFG scale: 3.5, Seed: 1, Size: 832x1216, "#
            + #"Clip skip: 2, Civitai resources: [{"type":"checkpoint","modelName":"FLUX"}]"#
        let parameters = InfotextParameters("a\n" + line)
        #expect(parameters.text("Sampler") == "Euler")
        #expect(parameters.text("Schedule type") == "Simple")
        #expect(parameters.text("CFG scale") == "1")
        #expect(parameters.text("Distilled CFG Scale") == "3.5")
        #expect(parameters.text("Clip skip") == "1")  // the default
        let other = InfotextParameters("a\n" + line.replacing("FLUX", with: "SDXL"))
        #expect(other.text("CFG scale") == "3.5")
        #expect(other.text("Clip skip") == "2")
    }

    @Test func `modules are listed by their numbers`() {
        let parameters = Self.parameters(
            "Hires Module 1: Use same choices, VAE: old.pt, Module 1: ae, Module 2: clip_l, "
                + "Module 4: lost")
        #expect(parameters.modules == ["old.pt", "ae", "clip_l"])
        #expect(parameters.hiresModules == ["Use same choices"])
    }

    @Test(arguments: [
        ("a cat", false), ("a (cat)", true), ("a (cat:1)", false), ("a (cat:1.0 )", false),
        ("a (cat:1.3)", true), ("[cat]", true), (#"a \(cat\)"#, false), ("()", false),
        ("an (open", true), ("at the end (", false), (#"\\(a)"#, true), ("a) b]", false),
    ])
    func `weights are noticed in prompts`(prompt: String, weighs: Bool) {
        #expect((Self.parameters("Size: 8x8", prompt: prompt)["Emphasis"] != nil) == weighs)
    }
}

struct NovelAITests {
    private static let comment =
        #"{"steps": 28, "sampler": "k_euler_ancestral", "seed": 123, "scale": 5.5, "uc": "blurry", "#
        + #""prompt": "inner", "n_samples": 1}"#

    @Test func `a picture of NovelAI has the web UI's words`() {
        let infotext = Infotext(
            novelAI: ["Software": "NovelAI", "Description": "a cat", "Comment": Self.comment],
            size: .init(width: 832, height: 1216))
        #expect(
            infotext?.text == """
                a cat
                Negative prompt: blurry
                Steps: 28, Sampler: Euler a, CFG scale: 5.5, Seed: 123, Size: 832x1216, \
                Clip skip: 2, ENSD: 31337
                """)
    }

    @Test
    func `what is missing has the web UI's default, and the prompt stands in the comment too`() {
        let infotext = Infotext(
            novelAI: ["Software": "NovelAI", "Comment": #"{"prompt": "x", "sampler": "new"}"#],
            size: .init(width: 8, height: 8))
        #expect(infotext?.prompt == "x")
        #expect(infotext?.entries.first { $0.key == "Sampler" }?.value == "Euler a")
    }

    @Test(arguments: ["", "[]", "{", #"{"steps": "many"}"#, String(repeating: "[", count: 100_000)])
    func `a comment that cannot be read makes no infotext`(_ comment: String) {
        let size = HiresSize.Size(width: 8, height: 8)
        #expect(Infotext(novelAI: ["Software": "NovelAI", "Comment": comment], size: size) == nil)
        #expect(Infotext(novelAI: ["Comment": Self.comment], size: size) == nil)
    }
}
