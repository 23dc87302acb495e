/// The members of a JSON object, in their order. A key stands once; of the same key twice the later
/// value is kept, at the former's place.
package struct JSONObject: Sendable {
    /// The keys, in order.
    package private(set) var keys: [String] = []
    /// The values, as the keys.
    package private(set) var values: [JSONValue] = []
    /// The keys' places, once there are more than are found faster by looking through them.
    private var places: [String: Int] = [:]

    private static let few = 8

    /// No members.
    package init() {}

    /// Members in an order.
    package init(_ members: some Sequence<(String, JSONValue)>) {
        for (key, value) in members { self[key] = value }
    }

    /// How many members there are.
    package var count: Int { keys.count }

    /// Whether there are none.
    package var isEmpty: Bool { keys.isEmpty }

    /// The keys with their values, in order.
    package var members: Zip2Sequence<[String], [JSONValue]> { zip(keys, values) }

    /// The value of a key. One that is set anew comes last; `nil` takes the member out.
    package subscript(_ key: String) -> JSONValue? {
        get { place(of: key).map { values[$0] } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): values[place] = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    private func place(of key: String) -> Int? {
        keys.count > Self.few ? places[key] : keys.firstIndex(of: key)
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        keys.append(key)
        values.append(value)
        if keys.count == Self.few + 1 {
            index()
        } else if keys.count > Self.few {
            places[key] = keys.count - 1
        }
    }

    private mutating func remove(at place: Int) {
        keys.remove(at: place)
        values.remove(at: place)
        index()
    }

    private mutating func index() {
        places = [:]
        guard keys.count > Self.few else { return }
        for (place, key) in keys.enumerated() { places[key] = place }
    }
}

extension JSONObject: Hashable {
    /// Whether both have the same members in the same order.
    package static func == (a: JSONObject, b: JSONObject) -> Bool {
        a.keys == b.keys && a.values == b.values
    }

    /// Hashes keys and values.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(keys)
        hasher.combine(values)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral members: (String, JSONValue)...) { self.init(members) }
}
