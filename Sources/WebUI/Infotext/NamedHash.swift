extension Infotext {
    /// A LoRA or an embedding by the name that a prompt gave it, with its file's hash.
    public struct NamedHash: Hashable, Sendable {
        /// The name, as it stands in the prompt.
        public var name: String
        /// The hash's first twelve hexadecimal digits.
        public var shortHash: String

        /// The name with the first twelve digits of `hash`.
        public init(_ name: String, hash: String) {
            self.name = name
            shortHash = String(hash.prefix(12))
        }

        /// The hashes as an entry's value, `name: hash, name: hash`, each once; `nil` for none.
        ///
        /// Colons and commas are left out of the names, as in the web UI.
        static func list(_ hashes: [NamedHash]) -> String? {
            var written: Set<String> = []
            let items = hashes.map { hash in
                let name = hash.name.unicodeScalars.filter { $0 != ":" && $0 != "," }
                return "\(String(name)): \(hash.shortHash)"
            }
            let list = items.filter { written.insert($0).inserted }.joined(separator: ", ")
            return list.isEmpty ? nil : list
        }
    }
}
