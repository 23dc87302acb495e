import Foundation
import Testing

@testable import Imaging

struct AtomicFileTests {
    /// Runs with a folder of its own, which is removed afterwards.
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func names(in folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path())
    }

    @Test func `a file is written, and replaced, and nothing else is left`() throws {
        try withFolder { folder in
            let file = folder.appending(path: "picture.png")
            for bytes in [Array("first".utf8), [], [UInt8](repeating: 7, count: 300_000)] {
                try AtomicFile.write(bytes, to: file.path())
                #expect(try Array(Data(contentsOf: file)) == bytes)
            }
            #expect(try names(in: folder) == ["picture.png"])
        }
    }

    @Test func `what a crash has left is removed, and nothing else`() throws {
        try withFolder { folder in
            for name in [".draft-abc", "draft-abc", ".hidden"] {
                try Data().write(to: folder.appending(path: name))
            }
            AtomicFile.removeDrafts(in: folder.path())
            AtomicFile.removeDrafts(in: "/no/such/folder")
            #expect(try names(in: folder).sorted() == [".hidden", "draft-abc"])
        }
    }

    @Test func `a file that cannot be written leaves nothing and says why`() throws {
        try withFolder { folder in
            let taken = folder.appending(path: "taken")
            try FileManager.default.createDirectory(
                at: taken.appending(path: "inside"), withIntermediateDirectories: true)
            let error = #expect(throws: ImagingError.self) {
                try AtomicFile.write([1], to: taken.path())
            }
            #expect(error?.description.contains("taken could not be written: ") == true)
            #expect(try names(in: folder) == ["taken"])
            #expect(throws: ImagingError.self) {
                try AtomicFile.write([1], to: folder.path() + "/missing/picture.png")
            }
        }
    }
}
