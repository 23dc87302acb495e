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

/// Writes operations, and gathers the schemas that they speak of.
private struct OperationWriter {
    let failure: any WireObject.Type
    let refusals: [Int: String]
    var schemas = WireSchemas()

    mutating func json(of operation: Operation) -> JSONValue {
        var object: JSONObject = [
            "operationId": .string(operation.identifier),
            "summary": .string(operation.summary),
            "tags": [.string(operation.tag)],
        ]
        let parameters = parameters(of: operation)
        if !parameters.isEmpty { object["parameters"] = .array(parameters) }
        if let body = operation.requestBody {
            let schema = body.schema(&schemas)
            object["requestBody"] = [
                "required": true,
                "content": operation.files.isEmpty
                    ? ["application/json": ["schema": schema]]
                    : ["multipart/form-data": ["schema": form(schema, operation.files)]],
            ]
        }
        object["responses"] = responses(of: operation)
        object["security"] =
            operation.scope.map { [["token": [.string($0)]], ["basic": []]] } ?? []
        return .object(object)
    }

    /// The schema of a form: an object's fields, and files beside them.
    private func form(
        _ object: JSONValue, _ files: [(name: String, doc: String)]
    ) -> JSONValue {
        let properties = files.map { file in
            (
                file.name,
                ["type": "string", "format": "binary", "description": .string(file.doc)]
                    as JSONValue
            )
        }
        let required = files.prefix(1).map { JSONValue.string($0.name) }
        return [
            "allOf": [
                object,
                [
                    "type": "object", "properties": .object(JSONObject(properties)),
                    "required": .array(required),
                ],
            ]
        ]
    }

    private mutating func parameters(of operation: Operation) -> [JSONValue] {
        let inPath = operation.pathNames.map { name -> JSONValue in
            let known = operation.pathParameters.first { $0.name == name }
            return [
                "name": .string(name), "in": "path", "required": true,
                "description": .string(known?.doc ?? name),
                "schema": known?.schema ?? ["type": "string"],
            ]
        }
        return inPath + (operation.query.map { queryParameters($0) } ?? [])
    }

    private mutating func queryParameters<Query: WireObject>(_: Query.Type) -> [JSONValue] {
        Query.fields.map { field in
            [
                "name": .string(field.name), "in": "query",
                "required": .bool(field.presence == .required),
                "description": .string(field.doc),
                "schema": field.schema(&schemas, preset: Query()),
            ]
        }
    }

    private mutating func responses(of operation: Operation) -> JSONValue {
        var object = JSONObject()
        let failure = operation.failure ?? failure
        let refusal: JSONValue = ["application/json": ["schema": failure.schema(&schemas)]]
        let statuses = Set(operation.responses.keys).union(refusals.keys).sorted()
        for status in statuses {
            if let body = operation.responses[status] {
                object[String(status)] = response(body)
            } else {
                object[String(status)] = .object([
                    "description": .string(refusals[status] ?? ""), "content": refusal,
                ])
            }
        }
        return .object(object)
    }

    private mutating func response(_ body: ResponseBody) -> JSONValue {
        let text: JSONValue = ["schema": ["type": "string"]]
        switch body {
        case .json(let type):
            return [
                "description": "The answer.",
                "content": ["application/json": ["schema": type.schema(&schemas)]],
            ]
        case .binary(let types):
            // OpenAPI 3.1 has no schema for bytes that are not encoded.
            let content = JSONObject(types.map { ($0, [:]) })
            return ["description": "The bytes.", "content": .object(content)]
        case .text(let type):
            return ["description": "The text.", "content": .object([type: text])]
        case .events:
            // Of events, the schema would be that of each; their names and data are told in words.
            return ["description": "The events.", "content": ["text/event-stream": [:]]]
        case .jsonOrEvents(let type):
            return [
                "description": "The answer, or the events where the request asks for a stream.",
                "content": [
                    "application/json": ["schema": type.schema(&schemas)],
                    "text/event-stream": [:],
                ],
            ]
        case .none:
            return ["description": "Nothing."]
        }
    }
}

extension Operation {
    /// A name for programs that are made from the document: `post_sdapi_v1_txt2img`.
    fileprivate var identifier: String {
        let words = path.split { !$0.isLetter && !$0.isNumber }
        return ([Substring(method.rawValue)] + words).joined(separator: "_")
    }
}
