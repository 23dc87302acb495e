package import Wire

/// What a body says of the job rather than of the pictures.
package struct JobFields: Sendable {
    package var doNotSaveSamples = false
    package var doNotSaveGrid = false
    package var overrideSettings: JSONObject?
    package var restoresSettings = true
    package var disablesExtraNetworks = false
    package var firstPassImage: String?
    package var comments: JSONObject?
    package var scriptName: String?
    package var scriptArguments: [JSONValue] = []
    package var alwaysOnScripts: JSONObject = [:]
    package var sendsImages = true
    package var savesImages = false
    package var taskID: String?
    package var infotext: String?

    package static let fields: [WireField<JobFields>] = [
        .init(
            "do_not_save_samples", \.doNotSaveSamples, "Read, and without effect: see save_images."),
        .init("do_not_save_grid", \.doNotSaveGrid, "Read, and without effect."),
        .init("override_settings", \.overrideSettings, "Options for this job alone."),
        .init(
            "override_settings_restore_afterwards", \.restoresSettings,
            "Whether the server's options stay as they were; false keeps the job's."),
        .init(
            "disable_extra_networks", \.disablesExtraNetworks,
            "Whether LoRA tags in prompts are without effect."),
        .init(
            "firstpass_image", \.firstPassImage,
            "Picture in place of the first pass: base64, or the id of an image of this server."),
        .init("comments", \.comments, "Read, and without effect."),
        .init("script_name", \.scriptName, "Script to run, by name."),
        .init("script_args", \.scriptArguments, "The script's arguments in order."),
        .init(
            "alwayson_scripts", \.alwaysOnScripts,
            "Arguments of scripts that always run, by name: {\"args\": […]}."),
        .init("send_images", \.sendsImages, "Whether the answer holds the images."),
        .init("save_images", \.savesImages, "Whether the images are kept on the server."),
        .init("force_task_id", \.taskID, "Name of the task in /internal/progress."),
        .init(
            "infotext", \.infotext,
            "Text of a picture's settings, which fills what the body does not say."),
    ]
}
