@testable import Jobs

/// What of a data folder is on the disk for certain, and what is on its way there.
///
/// Kept after the rules that POSIX gives and no others: the bytes of a file are certain from when the
/// file is forced to the disk, a name from when its folder is. When the power goes, whatever is on its
/// way may have arrived or not, each by itself, and of what was written a part may be missing.
struct CrashedDisk: Sendable {
    /// What a name stands for.
    enum Node: Sendable, Hashable {
        case folder
        case file(Int)
    }

    /// Names that change together, in one folder.
    private struct Change: Sendable {
        let folder: String
        let names: [(path: String, node: Node?)]
    }

    private struct Content: Sendable {
        /// What was forced to the disk.
        var certain: [UInt8] = []
        var onTheWay: [[UInt8]] = []
    }

    /// How much of what is on its way arrives.
    enum Manner: Sendable, CaseIterable {
        case nothing, names, bytes, some
    }

    /// All that programs see.
    private var names: [String: Node] = [:]
    private var certainNames: [String: Node] = [:]
    private var changes: [Change] = []
    private var contents: [Content] = []

    /// Whether anything is on its way.
    var isUncertain: Bool { !changes.isEmpty || contents.contains { !$0.onTheWay.isEmpty } }

    // MARK: What programs do

    mutating func makeFolder(_ path: String) { change([(path, .folder)]) }

    /// Makes a file and gives its number.
    mutating func create(_ path: String) -> Int {
        contents.append(Content())
        change([(path, .file(contents.count - 1))])
        return contents.count - 1
    }

    mutating func write(_ bytes: [UInt8], to file: Int) { contents[file].onTheWay.append(bytes) }

    mutating func sync(_ file: Int) {
        contents[file].certain += contents[file].onTheWay.joined()
        contents[file].onTheWay = []
    }

    mutating func rename(_ path: String, _ to: String) {
        change([(path, nil), (to, names[path])])
    }

    mutating func remove(_ path: String) { change([(path, nil)]) }

    mutating func syncFolder(_ folder: String) {
        for change in changes where change.folder == folder { apply(change, to: &certainNames) }
        changes.removeAll { $0.folder == folder }
    }

    private mutating func change(_ names: [(path: String, node: Node?)]) {
        let change = Change(folder: Self.folder(of: names[0].path), names: names)
        changes.append(change)
        apply(change, to: &self.names)
    }

    private func apply(_ change: Change, to names: inout [String: Node]) {
        for (path, node) in change.names { names[path] = node }
    }

    private static func folder(of path: String) -> String {
        "/" + DataFolder.split(path).folder.drop { $0 == "/" }
    }

    // MARK: What is found when the power is back

    /// One of the states in which the disk may be: the bytes of its files by path, `nil` for folders.
    func image(
        below root: String, _ manner: Manner, _ random: inout SeededGenerator
    ) -> [String: [UInt8]?] {
        var names = certainNames
        for change in changes where arrives(manner, .names, &random) {
            apply(change, to: &names)
        }
        let contents = contents.map { content($0, manner, &random) }
        var found: [String: [UInt8]?] = [:]
        for (path, node) in names where isReached(path, below: root, names) {
            switch node {
            case .folder: found.updateValue(nil, forKey: path)
            case .file(let number): found[path] = contents[number]
            }
        }
        return found
    }

    /// Whether something that is on its way arrives.
    private func arrives(
        _ manner: Manner, _ kind: Manner, _ random: inout SeededGenerator
    ) -> Bool {
        manner == .some ? random.chance(50) : manner == kind
    }

    /// A file whose name has gone with its folder is not found.
    private func isReached(_ path: String, below root: String, _ names: [String: Node]) -> Bool {
        guard path != root else { return true }
        let folder = Self.folder(of: path)
        return folder.count >= root.count && names[folder] == .folder
            && isReached(folder, below: root, names)
    }

    private func content(
        _ content: Content, _ manner: Manner, _ random: inout SeededGenerator
    ) -> [UInt8] {
        var bytes = content.certain
        for piece in content.onTheWay {
            if arrives(manner, .bytes, &random) {
                bytes += piece
            } else if manner == .some, random.chance(50) {
                // The length arrived and a part of the bytes did not.
                let part = piece.count / 2
                bytes += piece.prefix(part)
                bytes += [UInt8](repeating: 0, count: piece.count - part)
            } else if manner == .some, random.chance(50) {
                bytes += piece.prefix(piece.count / 2)
            }
        }
        return bytes
    }
}
