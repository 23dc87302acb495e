import Imaging
package import WebUI
package import Wire

/// What a body of the web UI's API asks for, in Kiln's words. Names are not resolved yet, and
/// pictures not decoded.
package struct WebUIGeneration: Sendable {
    /// What is to be made, without the picture of an img2img.
    package var request: GenerationRequest
    /// What is done with that picture; `nil` in a txt2img.
    package var image: ImageSettings?
    /// The options as they are for this job.
    package var options: WebUIOptions
    /// The script that runs, if one does.
    package var script: WebUIScript?
    /// The body with everything that was preset, as the answer repeats it.
    package var echo: JSONObject
    /// What of the body has no effect, a sentence each.
    package var warnings: [String]
    /// Whether models were left out that the body's infotext or the options name.
    package var lacksModels: Bool

    /// What a body of txt2img asks for.
    ///
    /// - Parameters:
    ///   - options: the server's.
    ///   - folder: where what an `infotext` and the options name is looked for.
    /// - Throws: `WireError`, with the names of the fields.
    package init(
        _ body: TextToImageBody, options: WebUIOptions, in folder: ModelFolder
    ) throws(WireError) {
        let mayHaveHires = body.hires.isEnabled || !body.given.contains("enable_hr")
        let names = body.common.job.names(body.given, hasHires: mayHaveHires, in: folder)
        var body = body
        if let names { body = try body.filled(from: names.settings) }
        var reading = try WebUIReading(
            body.common, given: body.given, options: options, recorded: names?.settings, in: folder)
        try reading.readPasses(body.common, hires: body.hires)
        (request, self.options) = (reading.request, reading.options)
        (echo, warnings) = (body.echo, reading.warnings)
        lacksModels = reading.models.lacksModels || names?.lacksModels ?? false
        script = try WebUIScript(
            body.common.job, among: WebUIScript.textToImageNames,
            upscalers: PixelUpscaler.allCases.map(\.rawValue))
    }

    /// What a body of img2img asks for.
    ///
    /// - Parameters:
    ///   - options: the server's.
    ///   - folder: where what an `infotext` and the options name is looked for.
    /// - Throws: `WireError`, with the names of the fields.
    package init(
        _ body: ImageToImageBody, options: WebUIOptions, in folder: ModelFolder
    ) throws(WireError) {
        let names = body.common.job.names(body.given, hasHires: false, in: folder)
        var body = body
        if let names { body = try body.filled(from: names.settings) }
        var reading = try WebUIReading(
            body.common, given: body.given, options: options, recorded: names?.settings, in: folder)
        try reading.readPasses(body.common, hires: nil)
        image = reading.image(body.image, body.common)
        lacksModels = reading.models.lacksModels || names?.lacksModels ?? false
        let script = try WebUIScript(
            body.common.job, among: WebUIScript.imageToImageNames,
            upscalers: PixelUpscaler.allCases.map(\.rawValue))
        try reading.countImages(ofPictures: body.image.initImages?.count ?? 0, script)
        (request, self.options) = (reading.request, reading.options)
        (echo, warnings, self.script) = (body.echo, reading.warnings, script)
    }
}

extension JobFields {
    /// What the body's infotext says and names, if it has one.
    fileprivate func names(
        _ given: Set<String>, hasHires: Bool, in folder: ModelFolder
    ) -> RecordedNames? {
        guard let infotext, !infotext.isEmpty else { return nil }
        return RecordedNames(
            RecordedSettings(infotext), given: given, job: self, hasHires: hasHires, in: folder)
    }
}
