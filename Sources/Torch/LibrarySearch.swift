/// Where a libtorch is looked for: the environment, the virtual environments around the program,
/// and last the system's Python.
///
/// It sees the machine only through its properties, so that the order can be tested without one.
struct LibrarySearch {
    #if os(macOS)
    static let fileName = "libtorch_cpu.dylib"
    #else
    static let fileName = "libtorch_cpu.so"
    #endif

    /// The environment's variables.
    var environment: [String: String]
    /// The folders from which `.venv` is looked for upwards: the program's and the current one.
    var starts: [String]
    /// Whether a file or folder exists.
    var exists: (String) -> Bool
    /// The names in a folder; none if there is no such folder.
    var names: (String) -> [String]
    /// The folder `torch/lib` of the system's Python, if it has a PyTorch.
    var python: () -> String?

    /// The folder that holds libtorch.
    ///
    /// `KILN_LIBTORCH` (the folder, the folder above its `lib`, or the file) rules out everything
    /// else when it is set.
    ///
    /// - Throws: `TorchError.notFound` with the places that were tried.
    func folder() throws(TorchError) -> String {
        if let path = environment["KILN_LIBTORCH"], !path.isEmpty {
            let folders = [path, path + "/lib", path + "/torch/lib", parent(of: path)]
            guard let found = folders.first(where: holdsLibrary) else {
                throw .notFound(searched: "\(path) (KILN_LIBTORCH)")
            }
            return found
        }
        let environments = virtualEnvironments
        if let found = environments.flatMap(libraries).first(where: holdsLibrary) { return found }
        if let found = python(), holdsLibrary(found) { return found }
        throw .notFound(
            searched: environments.isEmpty
                ? "any .venv above the program or the current folder, or by python3"
                : "\(environments.joined(separator: ", ")), or by python3")
    }

    /// The virtual environments that exist, in the order of preference.
    private var virtualEnvironments: [String] {
        var found = starts.flatMap(ancestors).map { $0 + "/.venv" }.filter(exists)
        if let active = environment["VIRTUAL_ENV"], !active.isEmpty { found.append(active) }
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }

    private func libraries(in environment: String) -> [String] {
        names(environment + "/lib").filter { $0.hasPrefix("python3") }.sorted()
            .map { "\(environment)/lib/\($0)/site-packages/torch/lib" }
    }

    private func holdsLibrary(_ folder: String) -> Bool {
        exists(folder + "/" + Self.fileName)
    }

    /// The folder and those above it, nearest first; the root's own is the empty text.
    private func ancestors(of folder: String) -> [String] {
        var result: [String] = []
        var rest = folder[...]
        while rest.last == "/" { rest.removeLast() }
        while !rest.isEmpty {
            result.append(String(rest))
            rest = parent(of: String(rest))[...]
        }
        return result + [""]
    }

    private func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return String(path[..<slash])
    }
}
