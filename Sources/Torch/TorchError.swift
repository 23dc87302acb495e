/// Why the tensor engine cannot start, or what an operator could not do.
public enum TorchError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No libtorch stands where it was looked for.
    case notFound(searched: String)
    /// The libtorch at `path` does not load, for the reason that the system gives.
    case unloadable(path: String, reason: String)
    /// The libtorch at `path` is older than Kiln can use.
    case tooOld(version: String, path: String)
    /// A text that names no device.
    case unknownDevice(String)
    /// An operator refused its inputs; `inputs` are their types and shapes in order.
    case failed(operator: String, inputs: [String], message: String)

    /// One sentence that says what is wrong and what would be right.
    public var description: String {
        switch self {
        case .notFound(let searched):
            "libtorch was not found in \(searched); install it with `\(Self.install)`,"
                + " or set KILN_LIBTORCH to the folder torch/lib of a PyTorch"
                + " \(LibTorch.oldest) or newer."
        case .unloadable(let path, let reason):
            "libtorch in \(path) does not load: \(reason)."
        case .tooOld(let version, let path):
            "libtorch in \(path) is version \(version), and Kiln needs \(LibTorch.oldest) or"
                + " newer; install it with `\(Self.install)`."
        case .unknownDevice(let name):
            "\"\(name)\" is no device; say cpu, cuda, cuda:0, cuda:1 … or mps."
        case .failed(let name, let inputs, let message):
            inputs.isEmpty
                ? "\(name) failed: \(message)"
                : "\(name) failed on \(inputs.joined(separator: ", ")): \(message)"
        }
    }

    private static let install = "python3 -m venv .venv && .venv/bin/pip install torch==2.13.0"
}
