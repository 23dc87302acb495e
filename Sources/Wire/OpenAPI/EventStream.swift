/// The events of a stream, as a document describes them.
package struct EventStream: Sendable {
    /// The schema's name.
    package let title: String
    /// The kinds of events.
    package let kinds: [Kind]

    /// A stream of some kinds of events.
    package init(_ title: String, _ kinds: [Kind]) { (self.title, self.kinds) = (title, kinds) }

    /// A kind of event.
    package struct Kind: Sendable {
        /// What its field `event` says.
        package let name: String
        /// When it comes, in a sentence.
        package let doc: String
        /// The object that its data are.
        package let data: any WireObject.Type
        /// Fields of the data that are always there in this kind, though not in all.
        package var always: [String] = []
        /// Whether it has a number, from which the stream can be asked for again.
        package var isNumbered = false

        /// A kind of event.
        package init(
            _ name: String, _ doc: String, _ data: any WireObject.Type, always: [String] = [],
            isNumbered: Bool = false
        ) {
            (self.name, self.doc, self.data) = (name, doc, data)
            (self.always, self.isNumbered) = (always, isNumbered)
        }
    }

    /// One event is one of these: its fields, and `data` as the JSON that is in that field's text.
    func schema(_ schemas: inout WireSchemas) -> JSONValue {
        let kinds = kinds.map { $0.schema(&schemas) }
        return schemas.reference(
            title,
            [
                "description":
                    "One event of the stream; data is what the field's text holds as JSON.",
                "oneOf": .array(kinds),
            ])
    }
}

extension EventStream.Kind {
    fileprivate func schema(_ schemas: inout WireSchemas) -> JSONValue {
        var content = data.schema(&schemas)
        if !always.isEmpty {
            content = ["allOf": [content, ["required": .array(always.map { .string($0) })]]]
        }
        var properties: JSONObject = ["event": ["const": .string(name)], "data": content]
        if isNumbered { properties["id"] = ["type": "integer"] }
        let required: [JSONValue] = ["event", "data"] + (isNumbered ? ["id"] : [])
        return [
            "type": "object", "description": .string(doc), "properties": .object(properties),
            "required": .array(required),
        ]
    }
}
