/// The tensor engine: libtorch, loaded at run time through its stable C ABI.
///
/// The first tensor loads it too; `load()` is for those who want the error early.
public enum LibTorch {
    /// The oldest version that Kiln can use.
    public static let oldest = TorchVersion(2, 11, 0)

    /// What came of loading, which is tried once in a process.
    static let loaded: Result<Symbols, TorchError> = Result { () throws(TorchError) in
        Surroundings.prepare()
        return try Symbols(Library(folder: LibrarySearch.machine.folder()))
    }

    /// Gives the main memory that tensors have left back to the system. It is kept otherwise, for the
    /// tensors that follow.
    public static func giveBackFreedMemory() { Surroundings.giveBackFreedMemory() }

    /// Finds and loads libtorch; does nothing when it is loaded already.
    ///
    /// It is looked for in `KILN_LIBTORCH`, in a `.venv` above the program and above the current
    /// folder, in the active virtual environment, and in the system's Python.
    ///
    /// - Throws: `TorchError.notFound`, `.unloadable` or `.tooOld`.
    public static func load() throws(TorchError) {
        _ = try loaded.get()
    }

    /// The version of the libtorch that is loaded.
    ///
    /// - Throws: what `load()` throws.
    public static var version: TorchVersion {
        get throws(TorchError) { try loaded.get().version }
    }

    /// The threads that one operator computes with on the CPU.
    ///
    /// Set it before the first operator: a thread that computed already keeps its number.
    /// It is 0, and cannot be set, while libtorch does not load.
    public static var threads: Int {
        get {
            guard case .success(let symbols) = loaded else { return 0 }
            var count: UInt32 = 0
            _ = unsafe symbols.threads(&count)
            return Int(count)
        }
        set {
            guard case .success(let symbols) = loaded else { return }
            symbols.setThreads(Int32(clamping: max(newValue, 1)))
        }
    }

    /// Whether tensors can be put on the device; asking starts a CUDA device up.
    public static func isAvailable(_ device: Device) -> Bool {
        guard case .success(let symbols) = loaded else { return false }
        return device == .cpu || Handle(empty: [1], .float32, device, symbols) != nil
    }

    /// Whether the CPU computes faster in bfloat16 than in float32.
    public static var hasFastBFloat16: Bool { Processor.hasFastBFloat16 }

    /// The functions to call, or the failure of an operator that has none, noted already.
    static func symbols() throws(Failure) -> Symbols {
        switch loaded {
        case .success(let symbols): return symbols
        case .failure(let error): throw Failure(error).noted()
        }
    }

    /// The version, if it is new enough.
    static func checked(_ version: TorchVersion, from folder: String) throws(TorchError)
        -> TorchVersion
    {
        guard version >= oldest else {
            throw .tooOld(version: version.description, path: folder)
        }
        return version
    }
}
