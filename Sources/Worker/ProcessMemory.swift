import Foundation

/// The main memory of this process.
enum ProcessMemory {
    /// Bytes that lie in main memory now, as Linux tells; `nil` elsewhere.
    static var bytes: Int? {
        #if os(Linux)
        guard let data = FileManager.default.contents(atPath: "/proc/self/statm") else {
            return nil
        }
        let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        #else
        return nil
        #endif
    }
}
