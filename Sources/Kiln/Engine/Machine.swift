#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The computer that Kiln runs on.
enum Machine {
    /// Bytes of physical memory.
    static var memory: Int {
        let pages = sysconf(Int32(_SC_PHYS_PAGES))
        let page = sysconf(Int32(_SC_PAGESIZE))
        guard pages > 0, page > 0 else { return 8 << 30 }
        return pages.multipliedReportingOverflow(by: page).partialValue
    }
}
