/// The places in a tree of dotted names, down to a depth.
struct NamedPlaces {
    private var places: Set<String> = []

    init(_ names: some Sequence<String>, below prefix: String, depth: Int) {
        for name in names where name.hasPrefix(prefix) {
            let words = name.dropFirst(prefix.count).split(separator: ".", maxSplits: depth)
            for count in stride(from: min(depth, words.count), to: 0, by: -1) {
                let place = words[..<count].joined(separator: ".")
                guard places.insert(place).inserted else { break }
            }
        }
    }

    /// Whether a name begins with these words.
    func contains(_ place: String) -> Bool { places.contains(place) }

    /// How many of the places named 0, 1, 2 and so on below this one exist without a gap; of those at
    /// the top for `nil`.
    func children(of place: String?) -> Int {
        let prefix = place.map { $0 + "." } ?? ""
        var count = 0
        while places.contains("\(prefix)\(count)") { count += 1 }
        return count
    }
}
