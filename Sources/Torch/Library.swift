#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A libtorch that is loaded into the process, and stays so until the process ends.
@safe struct Library {
    /// The folder that it was loaded from.
    let folder: String
    private let handle: UnsafeMutableRawPointer

    /// Loads the libtorch in a folder, with its CUDA part if the machine has an NVIDIA driver.
    ///
    /// CUDA must be there before the first tensor: libtorch asks for it once and keeps the answer.
    ///
    /// - Throws: `TorchError.unloadable` with the system's own reason.
    init(folder: String) throws(TorchError) {
        let path = folder + "/" + LibrarySearch.fileName
        guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_GLOBAL) else {
            let reason = unsafe dlerror().map { unsafe String(cString: $0) } ?? "unknown reason"
            throw .unloadable(path: folder, reason: reason)
        }
        self.folder = folder
        unsafe self.handle = handle
        #if os(Linux)
        if unsafe dlopen("libcuda.so.1", RTLD_LAZY) != nil {
            unsafe dlopen(folder + "/libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL)
        }
        #endif
    }

    /// A function of the library, or nil if this version has none of that name.
    func optional<Function>(_ name: String, as type: Function.Type = Function.self) -> Function? {
        guard let address = unsafe dlsym(handle, name) else { return nil }
        return unsafe unsafeBitCast(address, to: Function.self)
    }

    /// A function of the library that every version Kiln can use has.
    ///
    /// - Throws: `TorchError.unloadable` if it has none of that name.
    func function<Function>(_ name: String, as type: Function.Type = Function.self)
        throws(TorchError) -> Function
    {
        guard let function = optional(name, as: type) else {
            throw .unloadable(path: folder, reason: "it has no function \(name)")
        }
        return function
    }
}
