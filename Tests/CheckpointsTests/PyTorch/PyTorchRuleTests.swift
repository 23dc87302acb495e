import Checkpoints
import Foundation
import Testing

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

    /// In a process of its own, where nothing else opens files.
    @Test func `hostile files open no file and start no process`() async {
        await #expect(processExitsWith: .success) {
            // What the runtime opens for itself, it has opened after a first file.
            _ = try? PyTorchReader.contents(of: MemoryBytes(HostileFile.all[0].bytes))
            let before = try openFilesAndChildren()
            for file in HostileFile.all {
                _ = try? PyTorchReader.contents(of: MemoryBytes(file.bytes))
            }
            #expect(try openFilesAndChildren().subtracting(before) == [])
        }
    }

    @Test func `an open file and a child process would be seen`() async {
        await #expect(processExitsWith: .success) {
            let before = try openFilesAndChildren()
            let file = try #require(FileHandle(forReadingAtPath: "/dev/zero"))
            let child = Process()
            child.executableURL = URL(fileURLWithPath: "/bin/sleep")
            child.arguments = ["60"]
            try child.run()
            let seen = try openFilesAndChildren().subtracting(before)
            child.terminate()
            try file.close()
            #expect(seen.contains { $0.hasSuffix("/dev/zero") })
            #expect(seen.contains("child \(child.processIdentifier)"))
        }
    }
}

/// What this process has open, and the processes that it started.
private func openFilesAndChildren() throws -> Set<String> {
    let manager = FileManager.default
    let files = try manager.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { number in
        // The listing itself is a file for as long as it is read, and has no target afterwards.
        (try? manager.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + number))
            .map { "\(number) \($0)" }
    }.filter { file in
        // The test's own listings, and what its runner's threads wake each other by.
        !["/proc/", "anon_inode:", "pipe:"].contains { file.contains(" " + $0) }
    }
    let children = try manager.contentsOfDirectory(atPath: "/proc/self/task").flatMap { task in
        let path = "/proc/self/task/\(task)/children"
        let list = try? String(contentsOfFile: path, encoding: .utf8)
        return list?.split(separator: " ").map { "child \($0)" } ?? []
    }
    return Set(files + children)
}
