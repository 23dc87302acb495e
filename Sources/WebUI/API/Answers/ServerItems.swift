package import Wire

/// What `GET /sdapi/v1/memory` answers.
package struct MemoryResponse: WireObject {
    package static let title = "Memory"

    package var ram: JSONObject = [:]
    package var cuda: JSONObject = [:]

    package init() {}

    package static let fields: [WireField<MemoryResponse>] = [
        .init("ram", \.ram, "The machine's memory in bytes: free, used, total; or an error."),
        .init("cuda", \.cuda, "The device's memory in bytes; or an error."),
    ]
}

/// What `GET /sdapi/v1/scripts` answers.
package struct ScriptsResponse: WireObject {
    package static let title = "Scripts"

    package var textToImage: [String] = []
    package var imageToImage: [String] = []

    package init() {}

    package static let fields: [WireField<ScriptsResponse>] = [
        .init("txt2img", \.textToImage, "Names of scripts, in lower case."),
        .init("img2img", \.imageToImage, "Names of scripts, in lower case."),
    ]
}

/// An element of `GET /sdapi/v1/script-info`.
package struct ScriptInfo: WireObject {
    package static let title = "ScriptInfo"

    package var name = ""
    package var isAlwaysOn = false
    package var isImageToImage = false
    package var arguments: [ScriptArgument] = []

    package init() {}

    package static let fields: [WireField<ScriptInfo>] = [
        .init("name", \.name, "The name in requests."),
        .init("is_alwayson", \.isAlwaysOn, "Whether it always runs."),
        .init("is_img2img", \.isImageToImage, "Whether it is one of img2img's."),
        .init("args", \.arguments, "Its arguments, in order."),
    ]
}

/// An argument of a script.
package struct ScriptArgument: WireObject {
    package static let title = "ScriptArgument"

    package var label = ""
    package var value: JSONValue = .null
    package var minimum: Double?
    package var maximum: Double?
    package var step: Double?
    package var choices: [String]?

    package init() {}

    package static let fields: [WireField<ScriptArgument>] = [
        .init("label", \.label, "The name people read."),
        .init("value", \.value, "What is preset."),
        .init("minimum", \.minimum, "The least number."),
        .init("maximum", \.maximum, "The greatest number."),
        .init("step", \.step, "The distance of numbers."),
        .init("choices", \.choices, "What may be chosen."),
    ]
}

/// An element of `GET /sdapi/v1/extensions`.
package struct ExtensionItem: WireObject {
    package static let title = "Extension"

    package var name = ""
    package var remote = ""
    package var branch = ""
    package var commit = ""
    package var version = ""
    package var date = ""
    package var isEnabled = false

    package init() {}

    package static let fields: [WireField<ExtensionItem>] = [
        .init("name", \.name, "The name."), .init("remote", \.remote, "Where it comes from."),
        .init("branch", \.branch, "Its branch."), .init("commit_hash", \.commit, "Its commit."),
        .init("version", \.version, "Its version."),
        .init("commit_date", \.date, "The commit's date."),
        .init("enabled", \.isEnabled, "Whether it runs."),
    ]
}
