import Wire

/// Compares values with schemas of an OpenAPI document, as far as those go that the document has.
struct SchemaCheck {
    let document: JSONValue

    /// Where a value is not what its schema says; empty if it is.
    func problems(_ value: JSONValue, _ schema: JSONValue, at place: String = "$") -> [String] {
        if let name = schema["$ref"]?.text {
            guard let found = definition(name) else { return ["\(place): no \(name)"] }
            return problems(value, found, at: place)
        }
        var found: [String] = []
        for part in schema["allOf"]?.list ?? [] { found += problems(value, part, at: place) }
        for join in ["anyOf", "oneOf"] {
            guard let choices = schema[join]?.list else { continue }
            let fits = choices.count { problems(value, $0, at: place).isEmpty }
            if fits == 0 || (join == "oneOf" && fits > 1) {
                found.append("\(place): \(fits) of \(join) fit \(value.serialised.prefix(200))")
            }
        }
        if let constant = schema["const"], constant != value {
            found.append("\(place): no \(constant)")
        }
        if let choices = schema["enum"]?.list, !choices.contains(value) {
            found.append("\(place): \(value.serialised) is none of the words")
        }
        if let type = schema["type"] {
            let types = type.list?.compactMap(\.text) ?? [type.text ?? ""]
            if !types.contains(where: value.isA) {
                found.append("\(place): \(value.serialised.prefix(80)) is no \(types)")
            }
        }
        return found + members(of: value, schema, at: place)
    }

    private func members(of value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
        if let elements = value.list, let items = schema["items"] {
            return elements.enumerated().flatMap { problems($1, items, at: "\(place)[\($0)]") }
        }
        guard let members = value.members else { return [] }
        let required = schema["required"]?.list?.compactMap(\.text) ?? []
        return required.filter { members[$0] == nil }.map { "\(place): \($0) is missing" }
            + members.members.flatMap { key, member in
                schema["properties"]?[key].map { problems(member, $0, at: "\(place).\(key)") } ?? []
            }
    }

    /// The schema that a reference leads to.
    func definition(_ reference: String) -> JSONValue? {
        reference.split(separator: "/").dropFirst().reduce(document as JSONValue?) {
            $0?[String($1)]
        }
    }
}

extension JSONValue {
    fileprivate func isA(_ type: String) -> Bool {
        switch (type, self) {
        case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer),
            ("number", .number), ("string", .string), ("array", .array), ("object", .object):
            true
        default: false
        }
    }
}
