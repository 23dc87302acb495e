/// An object of an API, declared field by field: from one table come reading, writing, the echo of
/// what was preset, and the schema.
package protocol WireObject: WireValue {
    /// The schema's name: letters and digits.
    static var title: String { get }

    /// The fields, in the order in which they are written.
    static var fields: [WireField<Self>] { get }

    /// How it is read.
    static var manner: WireManner { get }

    /// What is preset.
    init()

    /// Called after reading, with the keys that said something.
    mutating func didRead(_ keys: Set<String>)
}

extension WireObject {
    package static var manner: WireManner { .strict }

    package mutating func didRead(_ keys: Set<String>) {}

    /// Reads an object in its own manner.
    package init(_ json: JSONValue) throws(WireError) {
        try self.init(reading: json, manner: Self.manner)
    }

    /// Reads the parameters of a query, whose values are texts whatever their type. What stands there
    /// more than once is a list.
    package init(query items: some Sequence<(name: String, value: String)>) throws(WireError) {
        var object = JSONObject()
        for (name, value) in items {
            switch object[name] {
            case nil: object[name] = .string(value)
            case .array(let list)?: object[name] = .array(list + [.string(value)])
            case let first?: object[name] = [first, .string(value)]
            }
        }
        try self.init(reading: .object(object), manner: .lenient)
    }

    package init(reading json: JSONValue, manner: WireManner) throws(WireError) {
        guard case .object(let object) = json else { throw WireError(json, rule: "an object") }
        self.init()
        var problems: [WireError.Problem] = []
        let fields = Self.fields
        for field in fields where problems.count < WireError.most {
            do throws(WireError) {
                try read(field, of: object, manner)
            } catch {
                problems += error.problems
            }
        }
        if manner == .strict { problems += Self.unknownKeys(of: object, fields.map(\.name)) }
        guard problems.isEmpty else { throw WireError(problems) }
        didRead(Set(object.members.filter { $0.1 != .null }.map(\.0)))
    }

    private mutating func read(
        _ field: WireField<Self>, of object: JSONObject, _ manner: WireManner
    ) throws(WireError) {
        guard let value = object[field.name] else {
            guard field.presence != .required else {
                throw WireError([.init(path: field.name, found: nil, rule: field.doc.asRule)])
            }
            return
        }
        do {
            try field.read(value, &self, manner)
        } catch {
            throw error.within(field.name)
        }
    }

    private static func unknownKeys(
        of object: JSONObject, _ names: [String]
    ) -> [WireError.Problem] {
        object.keys.filter { !names.contains($0) }.prefix(WireError.most).map { key in
            let name = nearest(to: key, among: names).map { "\"\($0)\"" } ?? "no key"
            return .init(
                path: key.shown, found: "not a known key", rule: "\(name), if that is meant")
        }
    }

    package var json: JSONValue {
        var object = JSONObject()
        for field in Self.fields {
            let value = field.write(self)
            if field.presence == .whereKnown, value == .null { continue }
            object[field.name] = value
        }
        return .object(object)
    }

    package static func schema(_ schemas: inout WireSchemas) -> JSONValue {
        schemas.reference(to: Self.self)
    }
}

extension String {
    /// A field's sentence in the middle of another.
    fileprivate var asRule: String {
        let body = hasSuffix(".") ? String(dropLast()) : self
        guard let first = body.first else { return "there" }
        return first.lowercased() + body.dropFirst()
    }
}
