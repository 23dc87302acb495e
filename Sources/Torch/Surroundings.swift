import CTorch

#if canImport(Glibc)
import Glibc
#endif

/// Settings of the process that libtorch's speed depends on. They are made before it is loaded.
enum Surroundings {
    /// Makes all settings.
    static func prepare() {
        keepFreedMemory()
        letThreadsRest()
    }

    /// Keeps the memory that tensors leave for those that follow.
    ///
    /// oneDNN re-orders the weights into a fresh block at every convolution. Left alone, glibc
    /// returns such blocks to the system and takes them back page by page, each page zeroed: a
    /// sixth of a float32 step of SD 1.x goes there.
    private static func keepFreedMemory() {
        #if canImport(Glibc)
        _ = mallopt(M_MMAP_MAX, 0)
        _ = mallopt(M_TRIM_THRESHOLD, Int32.max)
        #endif
    }

    /// Gives back to the system what tensors have left.
    static func giveBackFreedMemory() {
        #if canImport(Glibc)
        _ = malloc_trim(0)
        #endif
    }

    /// Lets OpenMP's threads sleep soon when they wait for each other.
    ///
    /// By default they spin for milliseconds, which on a busy machine takes the processor from the
    /// very thread they wait for: small models then ran fifty times slower. A user's own setting is
    /// left as it is.
    private static func letThreadsRest() {
        #if canImport(Glibc)
        _ = unsafe setenv("GOMP_SPINCOUNT", "1000", 0)
        #endif
    }
}
