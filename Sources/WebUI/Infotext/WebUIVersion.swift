/// A version of the web UI, as its infotexts name it: `v1.6.0`, `1.7.0-225-gabcdef12`, `v1.8.0-RC`.
///
/// Versions are ordered as Python packages are (PEP 440): by their numbers, a candidate before its
/// release, commits after it. What other programs write is no version of the web UI.
struct WebUIVersion: Comparable {
    private let numbers: [Int]
    private let stage: Int  // below 0: a candidate; above: commits after the release

    init(_ numbers: [Int], commits: Int = 0) {
        var numbers = numbers
        while numbers.last == 0 { numbers.removeLast() }
        (self.numbers, stage) = (numbers, commits)
    }

    /// The version that an infotext names; a third part, which names the commit, does not count.
    init?(infotext text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).prefix(2)
        guard let release = parts.first else { return nil }
        let digits = release.first == "v" ? release.dropFirst() : release
        var numbers: [Int] = []
        for part in digits.split(separator: ".", omittingEmptySubsequences: false) {
            guard let number = Self.number(part) else { return nil }
            numbers.append(number)
        }
        guard parts.count == 2, let suffix = parts.last else {
            self.init(numbers)
            return
        }
        if let commits = Self.number(suffix) {
            self.init(numbers, commits: commits)
        } else if ["rc", "c", "pre", "preview", "alpha", "a", "beta", "b", "dev"]
            .contains(suffix.lowercased())
        {
            self.init(numbers, commits: -1)
        } else {
            return nil
        }
    }

    static func < (left: WebUIVersion, right: WebUIVersion) -> Bool {
        left.numbers == right.numbers
            ? left.stage < right.stage : left.numbers.lexicographicallyPrecedes(right.numbers)
    }

    /// Digits alone, of a size that versions have.
    private static func number(_ text: Substring) -> Int? {
        guard (1...9).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(text)
    }
}
