import Testing
import WebUI
import Wire

@Suite struct `A script` {
    private let upscalers = ["None", "Lanczos", "Nearest"]

    private func script(_ name: JSONValue, _ arguments: JSONValue = []) throws -> WebUIScript? {
        let body = try ImageToImageBody(["script_name": name, "script_args": arguments])
        return try WebUIScript(
            body.common.job, among: WebUIScript.imageToImageNames, upscalers: upscalers)
    }

    @Test func `is none without a name`() throws {
        for name in [JSONValue.null, "", "None", "none"] { #expect(try script(name) == nil) }
    }

    @Test func `SD upscale takes its arguments by their places`() throws {
        var expected = SDUpscaleScript()
        #expect(try script("SD upscale") == .sdUpscale(expected))
        #expect(expected.overlap == 64 && expected.scaleFactor == 2)
        (expected.overlap, expected.upscaler, expected.scaleFactor) = (32, "Lanczos", 1.5)
        #expect(try script("sd UPSCALE", ["", 32, 1, 1.5, "more"]) == .sdUpscale(expected))
        #expect(try script("SD upscale", [.null, 32, "lanczos", "1.5"]) == .sdUpscale(expected))
    }

    @Test func `SD upscale refuses what it cannot do`() throws {
        let wrong: [JSONValue] = [
            ["", -1], ["", 300], ["", 64, 3], ["", 64, "ESRGAN"], ["", 64, -1], ["", 64, 0, 0.5],
            ["", 64, 0, 100], ["", [], 0], ["", 64, 1e300],
        ]
        for arguments in wrong {
            #expect(throws: WireError.self) { try script("SD upscale", arguments) }
        }
        let error = #expect(throws: WireError.self) { try script("SD upscale", ["", 64, "E"]) }
        #expect(
            error?.description == "script_args[2] is \"E\"; it should be the place or the name of "
                + "one of \"None\", \"Lanczos\", \"Nearest\".")
    }

    @Test func `is described with what it takes`() throws {
        let info = ScriptInfo.sdUpscale(upscalers: upscalers)
        #expect(info.name == "sd upscale" && info.isImageToImage && !info.isAlwaysOn)
        #expect(info.arguments.map(\.label) == ["", "Tile overlap", "Upscaler", "Scale Factor"])
        #expect(info.arguments[2].choices == upscalers)
        let preset = JSONValue.array(info.arguments.map(\.value))
        #expect(try script("SD upscale", preset) == .sdUpscale(SDUpscaleScript()))
    }

    @Test func `of another name is refused with a list of what there is`() {
        let error = #expect(throws: WireError.self) { try script("x/y/z plot") }
        #expect(
            error?.description == "script_name is \"x/y/z plot\"; it should be \"sd upscale\".")
        #expect(throws: WireError.self) {
            try WebUIScript(
                TextToImageBody(["script_name": "sd upscale"]).common.job,
                among: WebUIScript.textToImageNames, upscalers: upscalers)
        }
    }

    @Test func `that always runs and is not known is worth a warning`() throws {
        let body = try TextToImageBody(["alwayson_scripts": ["ControlNet": ["args": []]]])
        #expect(
            body.common.job.scriptWarnings == [
                "There is no script \"ControlNet\" here; its arguments had no effect."
            ])
    }
}
