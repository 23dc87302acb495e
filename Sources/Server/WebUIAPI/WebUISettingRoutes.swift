import Foundation
import Kiln
import WebUI
import Wire

/// The endpoints for options, flags, memory and what is to be read anew.
struct WebUISettingRoutes: Sendable {
    let intake: Intake
    let state: WebUIState

    var routes: [Route] {
        [options, setOptions, flags, memory] + refreshing + [unload, reload, ping, quickSettings]
    }

    private var options: Route {
        Route(
            WebUIRoutes.operation(
                .get, "options", "Shows the options.", .json(WebUIOptions.self), scope: .read),
            .webUI
        ) { _ in
            let options = state.options
            return .json(try await intake.shelf.reading { $0.shown(options) })
        }
    }

    private var setOptions: Route {
        var operation = WebUIRoutes.operation(
            .post, "options",
            """
            Sets options. Those that name places or commands, and those that mean nothing here, are left \
            out, with a warning.
            """, .json(OptionsAnswer?.self), scope: .admin)
        operation.requestBody = WebUIOptions.self
        return Route(operation, .webUI) { call in
            guard let values = try call.json().members else {
                throw APIError.invalid("the body should be an object of options.")
            }
            let settled = try await intake.shelf.reading { try $0.settled(values) }
            let warnings = try await state.set(settled)
            guard !warnings.isEmpty else { return .json(JSONValue.null) }
            var answer = OptionsAnswer()
            answer.warnings = warnings
            return .json(answer)
        }
    }

    /// What the server was started with; nothing of it is a secret, and no path is among it.
    private var flags: Route {
        Route(
            WebUIRoutes.operation(
                .get, "cmd-flags", "Shows the flags that the server was started with.",
                .json(JSONObject.self), scope: .read), .webUI
        ) { _ in
            .json(
                JSONObject([
                    ("api", .bool(true)), ("nowebui", .bool(true)), ("api_auth", .null),
                    ("gradio_auth", .null), ("listen", .bool(false)), ("share", .bool(false)),
                ]))
        }
    }

    private var memory: Route {
        Route(
            WebUIRoutes.operation(
                .get, "memory", "Shows the machine's memory.", .json(MemoryResponse.self),
                scope: .read), .webUI
        ) { _ in
            var answer = MemoryResponse()
            answer.ram = MachineMemory.now?.json ?? ["error": "it cannot be read here"]
            answer.cuda = ["error": "workers have the devices; the server has none"]
            return .json(answer)
        }
    }

    // MARK: Reading anew

    private var refreshing: [Route] {
        ["refresh-checkpoints", "refresh-vae", "refresh-embeddings", "refresh-loras"].map { path in
            Route(
                WebUIRoutes.operation(
                    .post, path, "Looks at the model folder again.", .json(JSONValue.self),
                    scope: .generate), .webUI
            ) { _ in
                try await intake.shelf.refresh()
                return .json(JSONValue.null)
            }
        }
    }

    private var unload: Route {
        Route(
            WebUIRoutes.operation(
                .post, "unload-checkpoint",
                """
                Lets workers go of the models in their memory. It is answered when those have that wait \
                for a job; one that has a job does it afterwards.
                """, .json(JSONObject.self), scope: .generate), .webUI
        ) { _ in
            .later {
                await intake.desk.unloadModels()
                return .json(JSONObject())
            }
        }
    }

    private var reload: Route {
        Route(
            WebUIRoutes.operation(
                .post, "reload-checkpoint",
                "Taken, and without effect: the next job reads the models that it needs.",
                .json(JSONObject.self), scope: .generate), .webUI
        ) { _ in .json(JSONObject()) }
    }

    private var ping: Route {
        Route(
            WebUIRoutes.operation(
                .get, "/internal/ping", "Answers.", .json(JSONObject.self), scope: .read), .webUI
        ) { _ in .json(JSONObject()) }
    }

    private var quickSettings: Route {
        Route(
            WebUIRoutes.operation(
                .get, "/internal/quicksettings-hint", "Lists the options.",
                .json([NamedItem].self), scope: .read), .webUI
        ) { _ in .json(WebUIOptions.fields.map { NamedItem($0.name) }) }
    }
}

/// What setting options answers.
struct OptionsAnswer: WireObject {
    static let title = "OptionsAnswer"

    var warnings: [String] = []

    static let fields: [WireField<Self>] = [
        .init("warnings", \.warnings, "What was left out, a sentence each.")
    ]
}

/// The machine's memory.
struct MachineMemory {
    let total: Int
    let free: Int

    /// What Linux tells now; `nil` elsewhere.
    static var now: MachineMemory? {
        guard let data = FileManager.default.contents(atPath: "/proc/meminfo") else { return nil }
        var values: [Substring: Int] = [:]
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count >= 2, let kibibytes = Int(words[1]) { values[words[0]] = kibibytes }
        }
        guard let total = values["MemTotal:"], let free = values["MemAvailable:"] else {
            return nil
        }
        return MachineMemory(total: total * 1024, free: free * 1024)
    }

    /// As the web UI tells it.
    var json: JSONObject {
        ["free": .integer(free), "used": .integer(total - free), "total": .integer(total)]
    }
}
