// Values made of others.

extension Optional: WireValue where Wrapped: WireValue {
    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        self = json == .null ? nil : try Wrapped(reading: json, manner: manner)
    }

    package var json: JSONValue { self?.json ?? .null }

    package static func schema(_ schemas: inout WireSchemas) -> JSONValue {
        WireSchemas.nullable(Wrapped.schema(&schemas))
    }

    package static func isAbsent(_ json: JSONValue, manner: WireManner) -> Bool {
        Wrapped.isAbsent(json, manner: manner)
    }
}

extension Array: WireValue where Element: WireValue {
    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        guard case .array(let elements) = json else {
            guard manner == .lenient, let one = try? Element(reading: json, manner: manner) else {
                throw WireError(json, rule: "a list")
            }
            self = [one]
            return
        }
        self = []
        reserveCapacity(elements.count)
        var problems: [WireError.Problem] = []
        for (place, element) in elements.enumerated() where problems.count < WireError.most {
            do {
                append(try Element(reading: element, manner: manner))
            } catch {
                problems += error.within("[\(place)]").problems
            }
        }
        guard problems.isEmpty else { throw WireError(problems) }
    }

    package var json: JSONValue { .array(map(\.json)) }

    package static func schema(_ schemas: inout WireSchemas) -> JSONValue {
        ["type": "array", "items": Element.schema(&schemas)]
    }
}

/// Keys that are not known beforehand, with values of one type; written in the order of the keys.
extension Dictionary: WireValue where Key == String, Value: WireValue {
    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        guard case .object(let object) = json else { throw WireError(json, rule: "an object") }
        self = [:]
        var problems: [WireError.Problem] = []
        for (key, value) in object.members where problems.count < WireError.most {
            do {
                self[key] = try Value(reading: value, manner: manner)
            } catch {
                problems += error.within(key.shown).problems
            }
        }
        guard problems.isEmpty else { throw WireError(problems) }
    }

    package var json: JSONValue {
        .object(JSONObject(sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))
    }

    package static func schema(_ schemas: inout WireSchemas) -> JSONValue {
        ["type": "object", "additionalProperties": Value.schema(&schemas)]
    }
}

/// Any value at all.
extension JSONValue: WireValue {
    package init(reading json: JSONValue, manner: WireManner) { self = json }

    package var json: JSONValue { self }

    package static func schema(_: inout WireSchemas) -> JSONValue { [:] }
}

/// An object of any members.
extension JSONObject: WireValue {
    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        guard case .object(let object) = json else { throw WireError(json, rule: "an object") }
        self = object
    }

    package var json: JSONValue { .object(self) }

    package static func schema(_: inout WireSchemas) -> JSONValue { ["type": "object"] }
}
