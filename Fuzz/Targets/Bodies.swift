typealias Subject = Bodies

/// JSON of requests, and what the bodies of the web UI's API make of it.
enum Bodies: FuzzTarget {
    static func run(_ input: [UInt8]) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: input)
        } catch {
            checkRefusal(error.description)
            return
        }
        require((try? JSONValue(parsing: json.bytes)) == json, "another value")
        readBack(TextToImageBody.self, json)
        readBack(ImageToImageBody.self, json)
        readBack(ExtrasImageBody.self, json)
        readBack(ExtrasBatchBody.self, json)
        readBack(WebUIOptions.self, json)
        readPictures(json)
        readJob(json)
    }

    /// What was read is written so that it is read again.
    private static func readBack<Body: WireObject>(_: Body.Type, _ json: JSONValue) {
        do {
            let body = try Body(json)
            require((try? Body(body.json))?.json == body.json, "another body")
        } catch {
            checkRefusal(error.description)
        }
    }

    private static func readPictures(_ json: JSONValue) {
        for value in json.members?.values ?? [] {
            guard let text = value.text ?? value.list?.first?.text else { continue }
            do {
                let picture = try PictureText(text, field: "image", limit: 1 << 20)
                guard case .bytes(let bytes) = picture else { continue }
                require((try? Base64.decoded(Base64.encoded(bytes))) == bytes, "other bytes")
            } catch {
                checkRefusal(error.description)
            }
        }
    }

    private static func readJob(_ json: JSONValue) {
        guard let body = try? ImageToImageBody(json) else { return }
        let job = body.common.job
        job.scriptWarnings.forEach(checkRefusal)
        var options = WebUIOptions()
        do {
            if let settings = job.overrideSettings {
                try options.set(settings).forEach(checkRefusal)
            }
            _ = try WebUIScript(
                job, among: WebUIScript.imageToImageNames, upscalers: ["None", "Lanczos"])
            guard let infotext = job.infotext else { return }
            let recorded = RecordedSettings(infotext)
            _ = try body.filled(from: recorded)
            _ = try options.set(recorded.overrideSettings)
        } catch {
            checkRefusal(String(describing: error))
        }
    }

    /// A refusal is a few short sentences that print.
    private static func checkRefusal(_ text: String) {
        require(text.utf8.count < 8_000, "a long refusal")
        require(text.hasSuffix("."), "a refusal without an end")
        require(
            text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control },
            "a control character")
    }
}
