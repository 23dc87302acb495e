/// A field of an object: its name, where its value lies, what it may be, and what it is for.
package struct WireField<Object>: Sendable {
    /// The key in JSON.
    package let name: String
    /// What it is for, in a sentence.
    package let doc: String
    /// Whether it has to be there.
    package let presence: WirePresence

    let read: @Sendable (JSONValue, inout Object, WireManner) throws(WireError) -> Void
    let write: @Sendable (Object) -> JSONValue
    private let ownSchema: @Sendable (inout WireSchemas) -> JSONValue

    private init(
        _ name: String, _ doc: String, _ presence: WirePresence,
        read: @escaping @Sendable (JSONValue, inout Object, WireManner) throws(WireError) -> Void,
        write: @escaping @Sendable (Object) -> JSONValue,
        schema: @escaping @Sendable (inout WireSchemas) -> JSONValue
    ) {
        (self.name, self.doc, self.presence) = (name, doc, presence)
        (self.read, self.write, ownSchema) = (read, write, schema)
    }
}

/// Whether a field has to be there.
package enum WirePresence: Sendable, Hashable {
    /// Requests may leave it out; it is always written.
    case optional
    /// Requests have to have it.
    case required
    /// It may be left out, and is not written while it is `nil`.
    case whereKnown
}

extension WireField {
    /// A field whose value is the property of an object.
    package init<Value: WireValue>(
        _ name: String, _ property: any WritableKeyPath<Object, Value> & Sendable, _ doc: String,
        _ presence: WirePresence = .optional, rule: WireRule<Value>? = nil
    ) {
        self.init(
            name, doc, presence,
            read: { json, object, manner throws(WireError) in
                guard presence == .required || !Value.isAbsent(json, manner: manner) else { return }
                let value = try Value(reading: json, manner: manner)
                if let rule, !rule.allows(value) { throw WireError(json, rule: rule.words) }
                object[keyPath: property] = value
            },
            write: { $0[keyPath: property].json },
            schema: { schemas in
                let schema = Value.schema(&schemas)
                return rule.map { schema.adding($0.keywords) } ?? schema
            })
    }

    /// A number of a range.
    package init<Value: WireNumber>(
        _ name: String, _ property: any WritableKeyPath<Object, Value> & Sendable, _ doc: String,
        _ presence: WirePresence = .optional, range: ClosedRange<Value>
    ) {
        self.init(name, property, doc, presence, rule: .range(range))
    }

    /// A number of a range, which may be `nil`.
    package init<Value: WireNumber>(
        _ name: String, _ property: any WritableKeyPath<Object, Value?> & Sendable, _ doc: String,
        _ presence: WirePresence = .optional, range: ClosedRange<Value>
    ) {
        self.init(
            name, property, doc, presence, rule: WireRule<Value>.range(range).optional)
    }

    /// The field in an object that has this one's as a part, and among its own members.
    package func lifted<Whole>(
        to part: any WritableKeyPath<Whole, Object> & Sendable
    ) -> WireField<Whole> {
        WireField<Whole>(
            name, doc, presence,
            read: { [read] json, whole, manner throws(WireError) in
                try read(json, &whole[keyPath: part], manner)
            },
            write: { [write] in write($0[keyPath: part]) }, schema: ownSchema)
    }

    /// The field's schema.
    func schema(_ schemas: inout WireSchemas) -> JSONValue {
        ownSchema(&schemas).adding(["description": .string(doc)])
    }

    /// The field's schema with its preset value.
    func schema(_ schemas: inout WireSchemas, preset: Object) -> JSONValue {
        var more: JSONObject = ["description": .string(doc)]
        switch write(preset) {
        case .null, .object: break
        case let value: if presence != .required { more["default"] = value }
        }
        return ownSchema(&schemas).adding(more)
    }
}

extension JSONValue {
    /// An object with more members.
    fileprivate func adding(_ members: JSONObject) -> JSONValue {
        guard case .object(var object) = self else { return self }
        for (key, value) in members.members { object[key] = value }
        let admitsNull = object["type"]?.list?.contains("null") ?? false
        if admitsNull, let choices = object["enum"]?.list, !choices.contains(.null) {
            object["enum"] = .array(choices + [.null])
        }
        return .object(object)
    }
}
