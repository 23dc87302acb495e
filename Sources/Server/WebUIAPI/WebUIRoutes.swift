import WebUI
import Wire

/// The API of Stable Diffusion WebUI: `/sdapi/v1` and `/internal`.
struct WebUIRoutes: Sendable {
    let intake: Intake
    let state: WebUIState

    /// All of them.
    var routes: [Route] {
        WebUILists(intake: intake).routes + WebUISettingRoutes(intake: intake, state: state).routes
            + WebUIProgressRoutes(intake: intake, state: state).routes
            + WebUIPictureRoutes(intake: intake, state: state).routes
            + WebUIGenerationRoutes(intake: intake, state: state).routes
            + WebUIAbsent.routes
    }

    /// An operation below `/sdapi/v1`, or at another path.
    static func operation(
        _ method: Operation.Method, _ path: String, _ summary: String, _ answer: ResponseBody,
        scope: Scope
    ) -> Operation {
        var operation = Operation(
            method, path.hasPrefix("/") ? path : "/sdapi/v1/" + path, summary, tag: "Web UI",
            responses: [200: answer])
        operation.scope = scope.rawValue
        operation.failure = WebUIFailure.self
        return operation
    }
}

/// What of the web UI's API has no meaning here: every address answers, with the reason.
enum WebUIAbsent {
    static var routes: [Route] {
        [
            absent(.post, "interrogate", "no model that describes pictures is part of Kiln."),
            absent(.post, "create/embedding", "Kiln trains nothing."),
            absent(.post, "create/hypernetwork", "Kiln trains nothing."),
            absent(.post, "train/embedding", "Kiln trains nothing."),
            absent(.post, "train/hypernetwork", "Kiln trains nothing."),
            absent(.post, "server-kill", "the server is ended by its own machine, not from here."),
            absent(
                .post, "server-restart", "the server is started by its own machine, not from here."),
            absent(.post, "server-stop", "the server is ended by its own machine, not from here."),
            absent(.get, "/internal/sysinfo", "the server tells nothing of its machine."),
            absent(.get, "/internal/sysinfo-download", "the server tells nothing of its machine."),
            absent(.get, "/internal/profile-startup", "the start is not profiled."),
            absent(.get, "/controlnet/model_list", "ControlNet is not part of Kiln yet."),
            absent(.get, "/controlnet/module_list", "ControlNet is not part of Kiln yet."),
            absent(.get, "/controlnet/control_types", "ControlNet is not part of Kiln yet."),
            absent(.post, "/controlnet/detect", "ControlNet is not part of Kiln yet."),
        ]
    }

    private static func absent(
        _ method: Operation.Method, _ path: String, _ reason: String
    ) -> Route {
        var operation = WebUIRoutes.operation(
            method, path, "Not here: \(reason)", .none, scope: .read)
        operation.responses = [501: .json(WebUIFailure.self)]
        return Route(operation, .webUI) { _ in throw APIError.notImplemented(reason) }
    }
}
