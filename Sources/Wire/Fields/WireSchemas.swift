/// The schemas that have names: those of the objects that a document speaks of.
package struct WireSchemas: Sendable {
    /// The schemas by name, in the order in which they were first spoken of.
    package private(set) var components = JSONObject()

    /// No schemas.
    package init() {}

    /// A reference to an object's schema, which is put among the others.
    mutating func reference<Object: WireObject>(to type: Object.Type) -> JSONValue {
        if components[Object.title] == nil {
            components[Object.title] = [:]  // it may hold itself
            components[Object.title] = definition(of: type)
        }
        return ["$ref": .string("#/components/schemas/" + Object.title)]
    }

    private mutating func definition<Object: WireObject>(of _: Object.Type) -> JSONValue {
        let preset = Object()
        var properties = JSONObject()
        var required: [JSONValue] = []
        for field in Object.fields {
            var schema = field.schema(&self, preset: preset)
            if Object.manner == .lenient, field.presence != .required {
                schema = Self.nullable(schema)
            }
            properties[field.name] = schema
            if field.presence == .required { required.append(.string(field.name)) }
        }
        var definition: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { definition["required"] = .array(required) }
        if Object.manner == .strict { definition["additionalProperties"] = false }
        return .object(definition)
    }

    /// The schema of a value that may be `null` too.
    static func nullable(_ schema: JSONValue) -> JSONValue {
        guard case .object(var object) = schema else { return schema }
        if object.isEmpty { return schema }
        switch object["type"] {
        case .string(let type)?: object["type"] = [.string(type), "null"]
        case .array(let types)?:
            if !types.contains("null") { object["type"] = .array(types + ["null"]) }
        default:
            guard let choices = object["anyOf"]?.list else {
                return ["anyOf": [schema, ["type": "null"]]]
            }
            let null: JSONValue = ["type": "null"]
            if !choices.contains(null) { object["anyOf"] = .array(choices + [null]) }
        }
        if let choices = object["enum"]?.list, !choices.contains(.null) {
            object["enum"] = .array(choices + [.null])
        }
        return .object(object)
    }
}
