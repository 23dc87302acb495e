#if os(Linux)
import Glibc

/// What a thread may no longer ask the system for.
enum SystemCalls {
    #if arch(x86_64)
    /// open, creat, openat, openat2, open_by_handle_at; socket; fork, vfork, clone, clone3, execve,
    /// execveat; io_uring_setup, which would do any of it unseen.
    private static let refused: [UInt32] = [
        2, 85, 257, 437, 304, 41, 57, 58, 56, 435, 59, 322, 425,
    ]
    #elseif arch(arm64)
    /// openat, openat2, open_by_handle_at; socket; clone, clone3, execve, execveat; io_uring_setup.
    private static let refused: [UInt32] = [56, 437, 265, 198, 220, 435, 221, 281, 425]
    #endif

    /// One instruction of the kernel's packet filter.
    private struct Instruction {
        let code: UInt16
        let ifTrue: UInt8
        let ifFalse: UInt8
        let value: UInt32
    }

    private struct Program {
        let count: UInt16
        let start: UnsafeMutablePointer<Instruction>?
    }

    /// Lets the kernel end the process, by SIGSYS, at this thread's next attempt to open a file or
    /// a socket or to start a process or a thread. What other threads do goes on.
    ///
    /// - Returns: whether the kernel does so.
    static func endProcessWhenOpeningOrStarting() -> Bool {
        var program = [Instruction(code: 0x20, ifTrue: 0, ifFalse: 0, value: 0)]
        for (index, number) in refused.enumerated() {
            let distance = UInt8(refused.count - index)
            program.append(Instruction(code: 0x15, ifTrue: distance, ifFalse: 0, value: number))
        }
        program.append(Instruction(code: 0x06, ifTrue: 0, ifFalse: 0, value: 0x7FFF_0000))
        program.append(Instruction(code: 0x06, ifTrue: 0, ifFalse: 0, value: 0x8000_0000))
        // Swift does not call C functions with a variable number of arguments by name.
        typealias Control = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "prctl") else { return false }
        let control = unsafeBitCast(symbol, to: Control.self)
        let (noNewPrivileges, seccomp, filter) = (Int32(38), Int32(22), UInt(2))
        guard control(noNewPrivileges, 1, 0, 0, 0) == 0 else { return false }
        return program.withUnsafeMutableBufferPointer { instructions in
            var whole = Program(count: UInt16(instructions.count), start: instructions.baseAddress)
            return withUnsafePointer(to: &whole) {
                control(seccomp, filter, UInt(bitPattern: $0), 0, 0) == 0
            }
        }
    }
}
#endif
