/// How many insertions, deletions and replacements of characters lead from one name to another,
/// without regard to case (Levenshtein 1966). Only the first 200 characters count.
func editDistance(_ first: String, _ second: String) -> Int {
    let first = Array(first.lowercased().prefix(200))
    let second = Array(second.lowercased().prefix(200))
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

/// The three file names closest to a name, each compared whole, by base name and by stem.
func closest(to name: String, among files: [String]) -> [String] {
    let distances = files.map { file in
        let forms = [file, file.baseName, file.baseName.withoutExtension]
        return (file: file, distance: forms.map { editDistance(name, $0) }.min() ?? 0)
    }
    return distances.sorted { ($0.distance, $0.file) < ($1.distance, $1.file) }
        .prefix(3).map(\.file)
}
