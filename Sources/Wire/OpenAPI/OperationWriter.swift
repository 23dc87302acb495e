/// Writes operations, and gathers the schemas that they speak of.
struct OperationWriter {
    let failure: any WireObject.Type
    let refusals: [Int: String]
    var schemas = WireSchemas()

    /// Takes note of what goes to the service, before anything is said of what comes from it.
    mutating func take(requestsOf operation: Operation) {
        _ = operation.requestBody?.schema(&schemas)
        _ = operation.query.map { queryParameters($0) }
    }

    mutating func json(of operation: Operation) -> JSONValue {
        schemas.way = .asked
        var object: JSONObject = [
            "operationId": .string(operation.identifier),
            "summary": .string(operation.summary),
            "tags": [.string(operation.tag)],
        ]
        let parameters = parameters(of: operation)
        if !parameters.isEmpty { object["parameters"] = .array(parameters) }
        if let body = operation.requestBody {
            object["requestBody"] = requestBody(body.schema(&schemas), of: operation)
        }
        schemas.way = .answered
        object["responses"] = responses(of: operation)
        object["security"] =
            operation.scope.map { [["token": [.string($0)]], ["basic": []]] } ?? []
        return .object(object)
    }

    private func requestBody(_ schema: JSONValue, of operation: Operation) -> JSONValue {
        guard operation.files.isEmpty else {
            let form: JSONValue = ["schema": form(schema, operation.files)]
            return ["required": true, "content": ["multipart/form-data": form]]
        }
        var json: JSONObject = ["schema": schema]
        if !operation.examples.isEmpty {
            let examples = operation.examples.enumerated().map { number, example in
                (
                    "example\(number + 1)",
                    ["summary": .string(example.summary), "value": example.body] as JSONValue
                )
            }
            json["examples"] = .object(JSONObject(examples))
        }
        return ["required": true, "content": ["application/json": .object(json)]]
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
        let inHead = operation.headers.map { header -> JSONValue in
            [
                "name": .string(header.name), "in": "header", "required": false,
                "description": .string(header.doc), "schema": header.schema,
            ]
        }
        return inPath + (operation.query.map { queryParameters($0) } ?? []) + inHead
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
            var answer: JSONObject = [
                "description": .string(refusals[status] ?? ""), "content": refusal,
            ]
            if let body = operation.responses[status] {
                answer = response(body, events: operation.events)
            }
            let headers =
                operation.answerHeaders[status] ?? OpenAPIDocument.refusalHeaders[status] ?? []
            if !headers.isEmpty { answer["headers"] = Self.headers(headers) }
            object[String(status)] = .object(answer)
        }
        return .object(object)
    }

    private static func headers(_ headers: [Operation.Header]) -> JSONValue {
        .object(
            JSONObject(
                headers.map {
                    ($0.name, ["description": .string($0.doc), "schema": $0.schema] as JSONValue)
                }))
    }

    /// A stream's content: its schema is that of each event, as the document's readers have it.
    private mutating func stream(_ events: EventStream?) -> JSONValue {
        events.map { ["schema": $0.schema(&schemas)] } ?? [:]
    }

    private mutating func response(_ body: ResponseBody, events: EventStream?) -> JSONObject {
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
            return [
                "description": "The events.", "content": ["text/event-stream": stream(events)],
            ]
        case .jsonOrEvents(let type):
            return [
                "description": "The answer, or the events where the request asks for a stream.",
                "content": [
                    "application/json": ["schema": type.schema(&schemas)],
                    "text/event-stream": stream(events),
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
