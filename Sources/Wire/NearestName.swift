/// How many insertions, deletions and replacements of characters lead from one name to another,
/// without regard to case (Levenshtein 1966). Only the first 200 characters count.
package func editDistance(_ first: String, _ second: String) -> Int {
    let first = Array(first.prefix(200).lowercased())
    let second = Array(second.prefix(200).lowercased())
    var row = Array(0...second.count)
    for (i, character) in first.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in second.enumerated() {
            let replaced = diagonal + (character == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
        }
    }
    return row[second.count]
}

/// The name closest to another by ``editDistance(_:_:)``; `nil` if there are none.
package func nearest(to name: String, among names: [String]) -> String? {
    names.map { (name: $0, distance: editDistance(name, $0)) }
        .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
}
