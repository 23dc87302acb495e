#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension LibrarySearch {
    /// The search on this machine.
    static var machine: LibrarySearch {
        let files = FileManager.default
        return LibrarySearch(
            environment: ProcessInfo.processInfo.environment,
            starts: [programFolder, files.currentDirectoryPath],
            exists: { FileManager.default.fileExists(atPath: $0) },
            names: { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] },
            python: { pythonFolder })
    }

    /// The folder of the running program.
    private static var programFolder: String {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = link ?? CommandLine.arguments.first ?? ""
        return path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    }

    /// The folder `torch/lib` of the PyTorch that `python3` would import; found without importing.
    private static var pythonFolder: String? {
        let code =
            "import importlib.util as u; s = u.find_spec('torch'); print(s.origin if s else '')"
        guard let pipe = unsafe popen("python3 -c \"\(code)\" 2>/dev/null", "r") else { return nil }
        defer { unsafe pclose(pipe) }
        var bytes: [UInt8] = []
        var byte = unsafe fgetc(pipe)
        while byte != EOF, byte != 10 {
            bytes.append(UInt8(truncatingIfNeeded: byte))
            byte = unsafe fgetc(pipe)
        }
        let origin = String(decoding: bytes, as: UTF8.self)
        guard let slash = origin.lastIndex(of: "/") else { return nil }
        return origin[..<slash] + "/lib"
    }
}

/// What the machine's own processor is good at.
enum Processor {
    /// Whether it multiplies bfloat16 matrices in hardware, so that bfloat16 is faster than
    /// float32: AVX-512 BF16 or AMX on x86, the BF16 extension on Arm.
    static let hasFastBFloat16: Bool = {
        #if os(macOS)
        var value: Int32 = 0
        var size = MemoryLayout<Int32>.size
        return unsafe sysctlbyname("hw.optional.arm.FEAT_BF16", &value, &size, nil, 0) == 0
            && value == 1
        #else
        guard let data = FileManager.default.contents(atPath: "/proc/cpuinfo") else { return false }
        return hasFastBFloat16(cpuinfo: String(decoding: data, as: UTF8.self))
        #endif
    }()

    /// The same, read from the text of Linux's `/proc/cpuinfo`.
    static func hasFastBFloat16(cpuinfo: String) -> Bool {
        let flags = cpuinfo.split(separator: "\n").first {
            $0.hasPrefix("flags") || $0.hasPrefix("Features")
        }
        let wanted: Set<Substring> = ["avx512_bf16", "amx_bf16", "bf16"]
        return flags?.split(separator: " ").contains(where: wanted.contains) ?? false
    }
}
