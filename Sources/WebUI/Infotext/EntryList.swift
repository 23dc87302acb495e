/// Entries in the order they came, each name once, as a Python dictionary has it: a name that comes
/// again keeps its place and takes the new value, and one without a value keeps the place for it.
struct EntryList {
    private var names: [String] = []
    private var values: [String: String?] = [:]

    /// The entries that have a value.
    var entries: [Infotext.Entry] {
        names.compactMap { name in
            values[name].flatMap { $0 }.map { Infotext.Entry(name, $0) }
        }
    }

    subscript(_ key: String) -> String? { values[key] ?? nil }

    mutating func add(_ entry: Infotext.Entry) { put(entry.key, entry.value) }

    /// Adds a value unless it is the one that goes without saying.
    mutating func add(_ key: String, _ value: String?, unless usual: String? = nil) {
        put(key, value == usual ? nil : value)
    }

    mutating func add(_ key: String, _ number: Double?, unless usual: Double? = nil) {
        put(key, number == usual ? nil : number.map(PythonNumber.text))
    }

    mutating func add(_ key: String, _ number: Int?, unless usual: Int? = nil) {
        put(key, number == usual ? nil : number.map(String.init))
    }

    /// Adds "True", or nothing.
    mutating func add(_ key: String, _ flag: Bool) { put(key, flag ? "True" : nil) }

    mutating func add(numbered key: String, _ values: [String]) {
        for (index, value) in values.enumerated() { put("\(key) \(index + 1)", value) }
    }

    private mutating func put(_ key: String, _ value: String?) {
        if values.updateValue(value, forKey: key) == nil { names.append(key) }
    }
}
