/// An API's description by OpenAPI 3.1, made from its operations and their objects.
package struct OpenAPIDocument: Sendable {
    /// The document.
    package let json: JSONValue

    /// A description.
    ///
    /// - Parameters:
    ///   - failure: the object that refusals are, where an operation has none of its own.
    ///   - refusals: the statuses that any operation may refuse with, and what each means.
    package init(
        title: String, version: String, operations: [Operation], failure: any WireObject.Type,
        refusals: [Int: String] = Self.usualRefusals
    ) {
        var writer = OperationWriter(failure: failure, refusals: refusals)
        for operation in operations { writer.take(requestsOf: operation) }
        var paths = JSONObject()
        for operation in operations {
            var methods = paths[operation.path]?.members ?? JSONObject()
            methods[operation.method.rawValue] = writer.json(of: operation)
            paths[operation.path] = .object(methods)
        }
        json = [
            "openapi": "3.1.0",
            "info": ["title": .string(title), "version": .string(version)],
            "servers": [["url": "/"]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(writer.schemas.components),
                "securitySchemes": [
                    "token": ["type": "http", "scheme": "bearer"],
                    "basic": ["type": "http", "scheme": "basic"],
                ],
            ],
        ]
    }

    /// Fields of refusals' heads, by status.
    static let refusalHeaders: [Int: [Operation.Header]] = {
        let wait = Operation.Header(
            "Retry-After", "Seconds to wait.", schema: ["type": "integer", "minimum": 0])
        return [
            401: [.init("WWW-Authenticate", "Which credentials are taken.")],
            405: [.init("Allow", "The methods that the address takes.")],
            429: [wait], 503: [wait], 507: [wait],
        ]
    }()

    /// What any operation behind the gate may be refused with.
    package static let usualRefusals = [
        400: "The request is not what HTTP or JSON allows.",
        401: "A token or a password is missing or wrong.",
        403: "The request's origin, host or token does not permit this.",
        404: "There is no such thing.",
        405: "The path has no such method.",
        408: "The request came too slowly.",
        409: "What is asked for does not go with the state that the thing is in.",
        410: "The file was given up to make room.",
        413: "The body or a part of it is larger than the limit.",
        415: "The body is of a type that is not read here.",
        421: "The host is not one that is served.",
        422: "A value is not what it may be.",
        429: "Too many requests or jobs; Retry-After says when to come again.",
        431: "The headers are larger than the limit.",
        500: "The server has failed.",
        503: "The server starts, stops, or has no worker.",
        507: "There is no room for results.",
    ]
}
