import Checkpoints
import Testing

#if os(Linux)
import Glibc
#endif

/// A file that breaks one rule, or asks for what no model needs.
struct HostileFile: Sendable, CustomTestStringConvertible {
    let what: String
    let bytes: [UInt8]
    let rule: PyTorchRule

    init(_ what: String, _ bytes: [UInt8], _ rule: PyTorchRule) {
        self.what = what
        self.bytes = bytes
        self.rule = rule
    }

    /// A file around a pickle, with storage 0 of six floating-point numbers.
    init(
        _ what: String, pickle body: [UInt8], in container: TorchBytes.Container = .zip,
        _ rule: PyTorchRule
    ) {
        self.init(what, TorchBytes.file(Assembly.pickle(body), in: container), rule)
    }

    var testDescription: String { what }

    static let all = ofGlobals + ofOpcodes + ofOperands + ofTensors + ofArchives + ofLegacy
}

@Suite struct PyTorchRuleTests {
    @Test(arguments: HostileFile.all)
    func `a hostile file is refused by its rule`(_ file: HostileFile) {
        #expect(throws: CheckpointError.invalid(path: "memory", rule: file.rule)) {
            try PyTorchReader.contents(of: MemoryBytes(file.bytes))
        }
    }

    @Test func `there are more than five hundred hostile files, none there twice`() {
        #expect(HostileFile.all.count > 500)
        #expect(Set(HostileFile.all.map(\.what)).count == HostileFile.all.count)
        let twice = Dictionary(grouping: HostileFile.all, by: \.bytes).values.filter {
            $0.count > 1
        }
        #expect(twice.map { $0.map(\.what) } == [])
    }

    @Test func `the sentence says what is wrong in one line`() {
        for file in HostileFile.all {
            let sentence = CheckpointError.invalid(path: "a.pt", rule: file.rule).description
            #expect(sentence.hasPrefix("a.pt is not a valid PyTorch file: "))
            #expect(sentence.hasSuffix(".") && !sentence.contains("\n"), "\(file.what)")
            #expect(!sentence.contains(": .") && sentence.count < 300, "\(file.what)")
        }
    }

    @Test func `a name that is asked for is named in the sentence`() {
        #expect(
            PyTorchRule.refusedGlobal("os.system").description
                == "it asks for os.system, which model files do not need")
        #expect(
            PyTorchRule.refusedGlobal("os.\u{1B}[2Jsystem").description
                == #"it asks for os.\u{1B}[2Jsystem, which model files do not need"#)
    }

    #if os(Linux)
    /// The kernel watches, and only this thread: what the test's runner does beside it does not
    /// count, and what is closed again at once does.
    @Test func `hostile files open no file and no socket and start no process`() async {
        await #expect(processExitsWith: .success) {
            // What the runtime opens for itself when it first needs it, as glibc does to shrink its
            // memory, it has opened after a first round. The reader keeps nothing between files.
            readAllHostileFiles()
            guard SystemCalls.endProcessWhenOpeningOrStarting() else { _exit(EXIT_FAILURE) }
            readAllHostileFiles()
            _exit(EXIT_SUCCESS)
        }
    }

    @Test func `a file, a socket and a process would be seen`() async {
        await #expect(processExitsWith: .signal(SIGSYS)) {
            guard SystemCalls.endProcessWhenOpeningOrStarting() else { _exit(EXIT_FAILURE) }
            close(open("/dev/null", O_RDONLY))
            _exit(EXIT_SUCCESS)
        }
        await #expect(processExitsWith: .signal(SIGSYS)) {
            guard SystemCalls.endProcessWhenOpeningOrStarting() else { _exit(EXIT_FAILURE) }
            close(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
            _exit(EXIT_SUCCESS)
        }
        await #expect(processExitsWith: .signal(SIGSYS)) {
            guard SystemCalls.endProcessWhenOpeningOrStarting() else { _exit(EXIT_FAILURE) }
            var child: pid_t = 0
            var arguments: [UnsafeMutablePointer<CChar>?] = [nil]
            _ = posix_spawn(&child, "/bin/true", nil, nil, &arguments, nil)
            _exit(EXIT_SUCCESS)
        }
    }
    #endif
}

private func readAllHostileFiles() {
    for file in HostileFile.all {
        _ = try? PyTorchReader.contents(of: MemoryBytes(file.bytes))
    }
}
