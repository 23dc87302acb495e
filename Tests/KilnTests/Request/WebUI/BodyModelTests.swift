import Foundation
import Kiln
import KilnTesting
import Testing
import WebUI
import Wire

@Suite struct `A body's models` {
    private let folder: BodyFolder

    init() throws {
        let families = try TemporaryFolder.families()
        try families.add("VAE/four", HeaderCheckpoint.vae())
        try families.add("VAE/other", HeaderCheckpoint.vae())
        try families.add("text_encoder/clip", HeaderCheckpoint.huggingFaceText(width: 768))
        folder = try BodyFolder(families)
    }

    private func modules(
        _ asked: JSONObject, _ options: JSONObject = [:]
    ) throws -> (names: [String], warnings: [String]) {
        let reading = try folder.read(["override_settings": .object(asked)], options)
        return (reading.request.modules, reading.warnings)
    }

    private static let words = ["", "None", "none", "Automatic"]

    @Test(arguments: words)
    func `are the first checkpoint and its own VAE by the words for none`(word: String) throws {
        let body: JSONObject = [
            "override_settings": [
                "sd_model_checkpoint": word == "Automatic" ? "" : .string(word),
                "sd_vae": .string(word), "forge_additional_modules": [.string(word), "Built-in"],
            ]
        ]
        let plan = try folder.plan(body, ["sd_model_checkpoint": "two"])
        #expect(plan.first.checkpoint.name == "one.safetensors" && !plan.first.vae.module)
    }

    /// What the server's options say, what the request says, the modules that are used, and how many
    /// are left out.
    private static let cases: [(JSONObject, JSONObject, [String], Int)] = [
        (["sd_vae": "four"], [:], ["four"], 0),
        (["sd_vae": "four"], ["sd_vae": "other"], ["other"], 0),
        (["sd_vae": "four"], ["sd_vae": "Automatic"], [], 0),
        (["sd_vae": "four"], ["forge_additional_modules": ["other"]], ["other"], 1),
        (["sd_vae": "four"], ["forge_additional_modules": ["clip"]], ["clip", "four"], 0),
        (
            ["sd_vae": "four"], ["forge_additional_modules": ["FOUR.safetensors"]],
            ["FOUR.safetensors"], 0
        ),
        (
            ["forge_additional_modules": ["four", "clip"]], ["sd_vae": "other"], ["clip", "other"],
            1
        ),
        (
            [:], ["sd_vae": "four", "forge_additional_modules": ["clip", "other"]],
            ["clip", "other"], 1
        ),
        (["sd_vae": "four", "forge_additional_modules": ["other"]], [:], ["other"], 1),
        (["forge_additional_modules": ["four", "other"]], [:], ["other"], 1),
        ([:], ["forge_additional_modules": ["four", "VAE/four.safetensors"]], ["four"], 0),
    ]

    @Test(arguments: cases)
    func `are what counts most of what was said`(
        options: JSONObject, asked: JSONObject, names: [String], leftOut: Int
    ) throws {
        let found = try modules(asked, options)
        #expect(found.names == names)
        #expect(found.warnings.count == leftOut, "\(found.warnings)")
        #expect(found.warnings.allSatisfy { $0.hasSuffix("stands for the VAE.") })
    }

    @Test func `are refused where the request names two VAEs in one list, or a strange one`() {
        let body: JSONObject = [
            "override_settings": ["forge_additional_modules": ["four", "other"]]
        ]
        #expect(folder.refusal(body)?.contains("both stand for the VAE") ?? false)
        for option in ["sd_vae", "forge_additional_modules"] {
            let body: JSONObject = ["override_settings": [option: "nine"]]
            #expect(folder.refusal(body)?.contains("no module \"nine\"") ?? false)
        }
    }

    @Test func `are what is there of what the options name`() throws {
        let gone: JSONObject = [
            "sd_model_checkpoint": "gone", "sd_vae": "lost.pt",
            "forge_additional_modules": ["clip", "away"],
        ]
        let reading = try folder.read([:], gone)
        #expect(reading.request.checkpoint == nil && reading.request.modules == ["clip"])
        #expect(reading.lacksModels)
        #expect(
            reading.warnings == [
                "There is no checkpoint \"gone\" any more, which the options name; "
                    + "the first was used.",
                "There is no module \"away\" any more, which the options name; it was left out.",
                "There is no VAE \"lost.pt\" any more, which the options name; it was left out.",
            ])
        let own = try folder.read(
            [
                "override_settings": [
                    "sd_model_checkpoint": "two", "sd_vae": "four", "forge_additional_modules": [],
                ]
            ], gone)
        #expect(own.warnings.isEmpty && !own.lacksModels)
        #expect(own.request.checkpoint == "two" && own.request.modules == ["four"])
    }

    @Test func `are not files that have been removed since the folder was read`() throws {
        for name in ["Stable-diffusion/two", "VAE/four"] {
            try FileManager.default.removeItem(
                atPath: folder.folder.path + "/\(name).safetensors")
        }
        let reading = try folder.read([:], ["sd_model_checkpoint": "two", "sd_vae": "four"])
        #expect(reading.request.checkpoint == nil && reading.request.modules == [])
        #expect(reading.warnings.count == 2 && reading.lacksModels)
    }
}

@Suite struct `Options that name models` {
    private let folder: BodyFolder

    init() throws {
        let families = try TemporaryFolder.families()
        try families.add("VAE/four", HeaderCheckpoint.vae())
        folder = try BodyFolder(families)
    }

    @Test func `are kept by the names in the lists`() throws {
        let settled = try folder.models.settled([
            "sd_model_checkpoint": "TWO", "sd_vae": "Four", "jpeg_quality": 70,
            "forge_additional_modules": ["/elsewhere/FOUR.safetensors", "Built-in"],
        ])
        #expect(
            settled == [
                "sd_model_checkpoint": "two.safetensors", "sd_vae": "four.safetensors",
                "jpeg_quality": 70, "forge_additional_modules": ["four.safetensors"],
            ])
        let none: JSONObject = ["sd_model_checkpoint": "None", "sd_vae": "Automatic"]
        #expect(
            try folder.models.settled(none)
                == ["sd_model_checkpoint": "", "sd_vae": "Automatic"])
        #expect(try folder.models.settled(["sd_vae": .null]) == ["sd_vae": .null])
    }

    @Test(
        arguments: [
            ["sd_model_checkpoint": "nine"], ["sd_vae": "nine.pt"],
            ["forge_additional_modules": ["four", "nine"]],
        ] as [JSONObject])
    func `are refused where there is none`(values: JSONObject) {
        #expect(throws: ModelFolderError.self) { try folder.models.settled(values) }
    }

    @Test(arguments: [
        (JSONValue.null, "one.safetensors"), ("", "one.safetensors"), ("None", "one.safetensors"),
        ("gone", "one.safetensors"), ("TWO", "two.safetensors"), ("xl", "xl.safetensors"),
    ])
    func `are shown with the title of the checkpoint that is used`(
        value: JSONValue, title: String
    ) throws {
        var options = WebUIOptions()
        _ = try options.set(["sd_model_checkpoint": value])
        let shown = folder.models.shown(options).json["sd_model_checkpoint"]
        #expect(shown == .string(title))
        let titles = folder.models.checkpoints.map { CheckpointItem($0).title }
        #expect(titles.contains(title))
    }

    @Test func `are shown as none where there is no checkpoint`() throws {
        let empty = try LibraryFolder()
        let shown = try empty.models().shown(WebUIOptions()).json
        #expect(shown["sd_model_checkpoint"] == .null)
    }
}
