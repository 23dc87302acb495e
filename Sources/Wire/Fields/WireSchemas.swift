/// The schemas that have names: those of the objects that a document speaks of.
package struct WireSchemas: Sendable {
    /// The schemas by name, in the order in which they were first spoken of.
    package private(set) var components = JSONObject()
    /// Which way the objects go that are spoken of next.
    package var way = Way.asked
    private var asked: Set<String> = []

    /// The ways of objects.
    package enum Way: Sendable {
        /// To the service: what is preset may be left out.
        case asked
        /// From the service: all fields are there, but for those that are not always known.
        case answered
    }

    /// No schemas.
    package init() {}

    /// A reference to an object's schema, which is put among the others. An object that goes both ways
    /// has two; who is asked for all objects first knows which those are.
    mutating func reference<Object: WireObject>(to type: Object.Type) -> JSONValue {
        if way == .asked { asked.insert(Object.title) }
        let isOther = way == .answered && asked.contains(Object.title)
        let name = isOther ? Object.title + "Reply" : Object.title
        if components[name] == nil {
            components[name] = [:]  // it may hold itself
            components[name] =
                way == .asked ? askedDefinition(of: type) : answeredDefinition(of: type)
        }
        return ["$ref": .string("#/components/schemas/" + name)]
    }

    private mutating func askedDefinition<Object: WireObject>(of _: Object.Type) -> JSONValue {
        let preset = Object()
        var properties = JSONObject()
        for field in Object.fields {
            var schema = field.schema(&self, preset: preset)
            if Object.manner == .lenient, field.presence != .required {
                schema = Self.nullable(schema)
            }
            properties[field.name] = schema
        }
        var definition = Self.definition(
            properties, required: Object.fields.filter { $0.presence == .required }.map(\.name))
        if Object.manner == .strict { definition["additionalProperties"] = false }
        return .object(definition)
    }

    /// Other keys are not forbidden: a later service may say more.
    private mutating func answeredDefinition<Object: WireObject>(of _: Object.Type) -> JSONValue {
        var properties = JSONObject()
        for field in Object.fields { properties[field.name] = field.schema(&self) }
        return .object(
            Self.definition(
                properties,
                required: Object.fields.filter { $0.presence != .whereKnown }.map(\.name)))
    }

    private static func definition(_ properties: JSONObject, required: [String]) -> JSONObject {
        var definition: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty {
            definition["required"] = .array(required.map { .string($0) })
        }
        return definition
    }

    /// Puts a schema among the others that is not an object's alone, and refers to it.
    mutating func reference(_ name: String, _ schema: JSONValue) -> JSONValue {
        components[name] = schema
        return ["$ref": .string("#/components/schemas/" + name)]
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
