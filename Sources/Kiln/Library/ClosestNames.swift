import Wire

/// The three file names closest to a name, each compared whole, by base name and by stem.
func closest(to name: String, among files: [String]) -> [String] {
    let distances = files.map { file in
        let forms = [file, file.baseName, file.baseName.withoutExtension]
        return (file: file, distance: forms.map { editDistance(name, $0) }.min() ?? 0)
    }
    return distances.sorted { ($0.distance, $0.file) < ($1.distance, $1.file) }
        .prefix(3).map(\.file)
}
