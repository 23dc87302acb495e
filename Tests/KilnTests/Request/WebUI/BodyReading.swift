import Kiln
import WebUI
import Wire

/// A folder with one checkpoint of each family, and bodies read over it.
struct BodyFolder {
    let folder: TemporaryFolder
    let models: ModelFolder

    init() throws { try self.init(.families()) }

    /// Bodies over a folder of one's own.
    init(_ folder: TemporaryFolder, hashes: HashCache = HashCache()) throws {
        self.folder = folder
        models = try ModelFolder(folder.path, hashes: hashes, takesPaths: false)
    }

    /// What a body of txt2img asks for.
    func read(_ body: JSONObject, _ options: JSONObject = [:]) throws -> WebUIGeneration {
        var server = WebUIOptions()
        _ = try server.set(options)
        return try WebUIGeneration(TextToImageBody(.object(body)), options: server, in: models)
    }

    /// What a body of img2img asks for.
    func readImage(_ body: JSONObject, _ options: JSONObject = [:]) throws -> WebUIGeneration {
        var server = WebUIOptions()
        _ = try server.set(options)
        return try WebUIGeneration(ImageToImageBody(.object(body)), options: server, in: models)
    }

    /// What would run.
    func plan(_ body: JSONObject, _ options: JSONObject = [:]) throws -> Plan {
        var request = try read(body, options).request
        request.dtype = "float32"
        return try Planner(models).plan(request)
    }

    /// The sentence with which a body is refused.
    func refusal(_ body: JSONObject) -> String? {
        do {
            _ = try plan(body)
            return nil
        } catch {
            return String(describing: error)
        }
    }
}
