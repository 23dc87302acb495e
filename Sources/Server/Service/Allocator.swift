import Foundation

/// The process's memory allocator, as a server needs it that runs for months.
enum Allocator {
    /// What can be set, by the numbers of glibc's `malloc.h`, which Swift's module of it lacks.
    private enum Option: Int32 {
        case trimThreshold = -1
        case mmapThreshold = -3
        case arenaMax = -8
    }

    /// Lets memory go back to the system when it is free, at once if it is large.
    ///
    /// glibc keeps an arena for each thread, and what is free in them: bodies and answers that came once would count as
    /// the server's memory for ever. Other systems' allocators are left as they are.
    static func givesBack() {
        set(.arenaMax, to: 2)
        set(.mmapThreshold, to: 128 << 10)
        set(.trimThreshold, to: 1 << 20)
    }

    private static func set(_ option: Option, to value: Int32) {
        typealias Setter = @convention(c) (Int32, Int32) -> Int32
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "mallopt") else { return }
        _ = unsafeBitCast(symbol, to: Setter.self)(option.rawValue, value)
    }
}
