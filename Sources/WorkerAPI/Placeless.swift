import Foundation

extension String {
    /// A sentence without the places of files on a machine: of an absolute path only its last name is
    /// left. What stands in double quotes is somebody's own words, and stays.
    ///
    /// - Parameter roots: folders whose paths are taken out as they are, since no rule tells a path
    ///   with spaces in it; what lies in them is named from there on.
    package func placeless(roots: [String] = String.machineRoots) -> String {
        outsideQuotes { $0.without(roots).withoutPaths }
    }

    /// A sentence with something done to all of it but what stands in double quotes.
    package func outsideQuotes(_ change: (Substring) -> String) -> String {
        let parts = split(separator: "\"", omittingEmptySubsequences: false)
        return parts.enumerated().map { number, part in
            // A quote that is never closed quotes nothing.
            let isQuoted = number % 2 == 1 && number != parts.count - 1
            return isQuoted ? String(part) : change(part)
        }.joined(separator: "\"")
    }

    /// Folders of whoever runs this program, by which a path would tell more than what it leads to.
    package static let machineRoots: [String] = [
        NSHomeDirectory(), NSTemporaryDirectory(), FileManager.default.currentDirectoryPath,
    ].map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }

    fileprivate var withoutPaths: String {
        replacing(/(^|[\s(\[=:'‘“])\/(?:[^\s\/"';,]+\/)*(?=[^\s\/"';,])/) { String($0.1) }
    }
}

extension Substring {
    /// The text without some folders' paths, where they begin a path and do not only stand in one.
    fileprivate func without(_ roots: [String]) -> String {
        var text = String(self)
        for root in roots.sorted(by: { $0.count > $1.count }) where root.utf8.count > 1 {
            for range in text.ranges(of: root + "/").reversed() {
                let before = text[..<range.lowerBound].last
                guard before.map({ !$0.isLetter && !$0.isNumber && !"/._-".contains($0) }) ?? true
                else { continue }
                text.removeSubrange(range)
            }
        }
        return text
    }
}
