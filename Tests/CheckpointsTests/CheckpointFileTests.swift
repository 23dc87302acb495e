import Checkpoints
import Foundation
import Testing

@Suite struct CheckpointFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let header = "{\"__metadata__\":{\"a\":\"b\"},\(entry("t", "U8", [4], 0, 4))}"

    @Test func `a file says what it holds`() throws {
        let path = try folder.write(fileBytes(header, data: 4))
        let file = try CheckpointFile(opening: path)
        #expect(file.path == path && file.byteCount == header.utf8.count + 12)
        #expect(file.metadata == ["a": "b"] && Set(file.tensors.keys) == ["t"])
    }

    @Test func `a mapped tensor has the bytes of the file`() throws {
        let path = try folder.write(fileBytes(header) + [1, 2, 3, 4])
        let file = try CheckpointFile(opening: path)
        let mapped = try file.map()
        let tensor = try #require(file.tensors["t"])
        #expect(mapped.copy(of: tensor) == [1, 2, 3, 4])
        withExtendedLifetime(mapped) { #expect(Array(mapped.stored(tensor)) == [1, 2, 3, 4]) }
    }

    @Test func `a mapping outlives its file's name`() throws {
        let path = try folder.write(fileBytes(header) + [1, 2, 3, 4])
        let file = try CheckpointFile(opening: path)
        let tensor = try #require(file.tensors["t"])
        let elements = try file.map().elements(of: tensor)
        try FileManager.default.removeItem(atPath: path)
        withExtendedLifetime(elements) { #expect(elements.bytes.last == 4) }
    }

    @Test func `a file that grew after it was opened is not mapped`() throws {
        let path = try folder.write(fileBytes(header, data: 4))
        let file = try CheckpointFile(opening: path)
        _ = try folder.write(fileBytes(header, data: 5))
        #expect(throws: CheckpointError.changed(path: path)) { try file.map() }
    }

    @Test func `a file that was written again at its size is not mapped`() throws {
        let path = try folder.write(fileBytes(header, data: 4))
        let file = try CheckpointFile(opening: path)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000)], ofItemAtPath: path)
        #expect(throws: CheckpointError.changed(path: path)) { try file.map() }
    }

    @Test func `a broken rule comes with the file's path`() throws {
        let path = try folder.write(fileBytes("{}", data: 1))
        let rule = SafetensorsRule.wrongFileSize(fileSize: 11, expected: 10)
        #expect(throws: CheckpointError.invalid(path: path, rule: rule)) {
            try CheckpointFile(opening: path)
        }
    }

    @Test func `a file that is not there is named`() {
        let path = folder.path + "/none"
        #expect(throws: CheckpointError.unreadable(path: path, reason: "No such file or directory"))
        {
            try CheckpointFile(opening: path)
        }
    }

    @Test func `a pipe is no file`() throws {
        let pipe = folder.path + "/pipe"
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: CheckpointError.notAFile(path: pipe)) { try CheckpointFile(opening: pipe) }
    }

    @Test(
        arguments: [
            (FileFormat.empty, []),
            (.html, Array("<!DOCTYPE html>\n<html>".utf8)),
            (.html, Array("\r\n <html lang=é>".utf8)),
            (.lfsPointer, Array("version https://git-lfs.github.com/spec/v1\noid sha256:0".utf8)),
            (.json, Array("{\"error\": \"not found\"}".utf8)),
            (.text, Array("Invalid username or password.".utf8)), (.text, Array("404".utf8)),
        ] as [(FileFormat, [UInt8])])
    func `another format is known by its first bytes`(format: FileFormat, bytes: [UInt8]) throws {
        let path = try folder.write(bytes)
        let error = CheckpointError.foreignFormat(path: path, format: format)
        #expect(throws: error) { try CheckpointFile(opening: path) }
        #expect(error.description.hasPrefix("\(path) is a") && error.description.hasSuffix("."))
    }

    @Test(
        arguments: [
            ("PyTorch", Array("PK\u{3}\u{4}\0\0\u{8}\u{8}\0\0archive/data.pkl".utf8)),
            ("PyTorch", [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20]),
            ("PyTorch", [0x80, 0x04, 0x95, 0x03, 0, 0, 0, 0, 0, 0, 0, 0x7D, 0x2E]),
            ("GGUF", Array("GGUF\u{3}\0\0\0\0\0\0\0".utf8)),
        ] as [(String, [UInt8])])
    func `a file that is cut short is told by its own format's rules`(
        format: String, bytes: [UInt8]
    ) throws {
        let path = try folder.write(bytes)
        #expect {
            try CheckpointFile(opening: path)
        } throws: {
            String(describing: $0).hasPrefix("\(path) is not a valid \(format) file: ")
        }
    }

    @Test(arguments: [0x280, 0x380, 0x480, 0x580, 0x3C, 0x7B])
    func `a header's length that looks like another format's magic is a length`(length: Int) throws
    {
        let header = "{}" + String(repeating: " ", count: length - 2)
        let path = try folder.write(fileBytes(header))
        #expect(try CheckpointFile(opening: path).tensors.isEmpty)
    }

    @Test(
        arguments: [
            (
                [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
                SafetensorsRule.headerTooLarge(length: .max)
            ),
            (lengthBytes(60), .headerBeyondFile(length: 60, fileSize: 8)),
            ([2, 0, 0], .headerTooSmall(fileSize: 3)),
        ] as [([UInt8], SafetensorsRule)])
    func `a damaged file is told by its rule`(bytes: [UInt8], rule: SafetensorsRule) throws {
        let path = try folder.write(bytes)
        #expect(throws: CheckpointError.invalid(path: path, rule: rule)) {
            try CheckpointFile(opening: path)
        }
    }
}
