import Foundation
import Testing

@testable import Checkpoints

@Suite struct WritingTests {
    private let folder: TemporaryFolder
    private var output: String { folder.path + "/out.safetensors" }
    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    }

    init() throws { folder = try TemporaryFolder() }

    private struct Stop: Error {}

    private func source() throws -> Conversion {
        let path = try folder.write(fileBytes("{\(entry("t", "U8", [4], 0, 4))}", data: 4))
        return try Conversion(of: CheckpointFile(opening: path))
    }

    @Test func `wider elements come first, then names by their bytes`() {
        let entries = [
            SafetensorsWriter.Entry("b", type: .f16, shape: []),
            .init("é", type: .f32, shape: []),
            .init("z", type: .f32, shape: []), .init("a", type: .bf16, shape: []),
            .init("c", type: .i64, shape: []), .init("d", type: .bool, shape: []),
            .init("Z", type: .f32, shape: []),
        ]
        let names = SafetensorsWriter.ordered(entries).map(\.name)
        #expect(names == ["c", "Z", "z", "é", "a", "b", "d"])
    }

    @Test func `nothing is left when the source fails midway`() throws {
        let conversion = try source()
        #expect(throws: Stop.self) { try conversion.write(to: output) { _ in throw Stop() } }
        #expect(try names == ["model.safetensors"])
    }

    @Test func `an older file stays when the source fails midway`() throws {
        let conversion = try source()
        let older = try folder.write([1, 2, 3], to: "out.safetensors")
        #expect(throws: Stop.self) {
            try conversion.write(to: older, replacing: true) { _ in throw Stop() }
        }
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: older))) == [1, 2, 3])
        #expect(try names == ["model.safetensors", "out.safetensors"])
    }

    @Test func `too few bytes of a tensor leave no file`() throws {
        let entry = SafetensorsWriter.Entry("t", type: .f32, shape: [2])
        let error = ConversionError.wrongByteCount(tensor: "t", byteCount: 3, expected: 8)
        #expect(throws: error) {
            try SafetensorsWriter.write([entry], to: output) { _, put in
                try [UInt8](repeating: 1, count: 3).withUnsafeBytes { try put($0) }
            }
        }
        #expect(try names.isEmpty)
    }

    @Test(arguments: ["missing/out.safetensors", "file/out.safetensors"])
    func `a folder that cannot be written to is told`(name: String) throws {
        let conversion = try source()
        _ = try folder.write([], to: "file")
        let path = "\(folder.path)/\(name)"
        let error = #expect(throws: ConversionError.self) { try conversion.write(to: path) }
        guard case .cannotWrite(path, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a full disk leaves nothing`() async {
        // In a process that may write no file beyond 4,096 bytes.
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 4_096, rlim_max: 4_096)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            let path = folder.path + "/out.safetensors"
            let entry = SafetensorsWriter.Entry("t", type: .u8, shape: [8_192])
            let error = #expect(throws: ConversionError.self) {
                try SafetensorsWriter.write([entry], to: path) { _, put in
                    try [UInt8](repeating: 1, count: 8_192).withUnsafeBytes { try put($0) }
                }
            }
            guard case .cannotWrite(path, _)? = error else { exit(1) }
            exit(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty ? 0 : 1)
        }
    }

    @Test func `a folder in the place of the result is not replaced`() throws {
        let conversion = try source()
        try FileManager.default.createDirectory(
            atPath: output + "/inside", withIntermediateDirectories: true)
        #expect(throws: ConversionError.self) { try conversion.write(to: output, replacing: true) }
        #expect(try names == ["model.safetensors", "out.safetensors"])
    }

    @Test func `a file is replaced only when that is asked for`() throws {
        let conversion = try source()
        _ = try conversion.write(to: output)
        #expect(throws: ConversionError.exists(path: output)) { try conversion.write(to: output) }
        _ = try conversion.write(to: output, replacing: true)
        #expect(try CheckpointFile(opening: output).tensors.count == 1)
    }

    @Test func `the source is not replaced, whatever path leads to it`() throws {
        let conversion = try source()
        let link = folder.path + "/link.safetensors"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "model.safetensors")
        for path in [conversion.source.path, link] {
            #expect(throws: ConversionError.replacesInput(path: path)) {
                try conversion.write(to: path, replacing: true)
            }
        }
    }

    @Test func `progress ends at the whole`() throws {
        var last: Conversion.Progress?
        let conversion = try source()
        _ = try conversion.write(to: output) { last = $0 }
        #expect(last?.written == 4 && last?.total == 4)
    }
}
