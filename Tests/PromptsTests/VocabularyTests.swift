import Foundation
import Testing

@testable import Prompts

@Suite struct VocabularyTests {
    private func installed() throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: CLIPVocabulary.find())))
    }

    @Test func `a compressed file is refused with what is expected`() {
        let error = PromptError.notAVocabulary(
            reason: "it is gzip-compressed, unpacked text is expected")
        #expect(throws: error) { try CLIPVocabulary([0x1f, 0x8b, 8, 0]) }
    }

    @Test(arguments: [0, 1, 48_894])
    func `a file with too few lines is refused`(lines: Int) throws {
        let text = try installed().split(separator: 10).prefix(lines).joined(separator: [10])
        let error = #expect(throws: PromptError.self) { try CLIPVocabulary(Array(text)) }
        #expect(error?.description.contains("at least 48895 are expected") == true)
    }

    @Test func `a merge of unknown tokens is refused with its line`() throws {
        var lines = try installed().split(separator: 10).prefix(48_895).map(Array.init)
        lines[4000] = Array("never seen".utf8)
        let error = #expect(throws: PromptError.self) {
            try CLIPVocabulary(Array(lines.joined(separator: [10])))
        }
        #expect(error?.description.contains("line 4001 ") == true)
    }

    @Test func `a merge made twice is refused with its line`() throws {
        var lines = try installed().split(separator: 10).prefix(48_895).map(Array.init)
        lines[700] = lines[10]
        let error = #expect(throws: PromptError.self) {
            try CLIPVocabulary(Array(lines.joined(separator: [10])))
        }
        #expect(error?.description.contains("line 701 ") == true)
    }

    @Test func `merges in another order are refused`() throws {
        var lines = try installed().split(separator: 10).prefix(48_895).map(Array.init)
        let photo = try #require(lines.firstIndex(of: Array("pho to</w>".utf8)))
        lines.append(lines.remove(at: photo))
        let error = #expect(throws: PromptError.self) {
            try CLIPVocabulary(Array(lines.joined(separator: [10])))
        }
        #expect(error?.description.contains("token 1125 is not") == true)
    }

    @Test func `the vocabulary ends with the two framing tokens`() {
        #expect(512 + CLIPVocabulary.mergeCount + 2 == CLIPVocabulary.tokenCount)
        #expect(Int(CLIPVocabulary.endOfText) == CLIPVocabulary.tokenCount - 1)
    }

    @Test func `a missing file and a folder are named`() {
        let missing = #expect(throws: PromptError.self) {
            try CLIPVocabulary(contentsOf: "/no/such/file")
        }
        #expect(missing?.description.contains("/no/such/file") == true)
        #expect(missing?.description.contains("there is no such file") == true)
        let folder = #expect(throws: PromptError.self) { try CLIPVocabulary(contentsOf: "/") }
        #expect(folder?.description.contains("cannot be opened") == true)
    }
}

@Suite struct VocabularySearchTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func place(_ folder: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/" + CLIPVocabulary.fileName
        try Data().write(to: URL(filePath: path))
        return path
    }

    @Test func `the environment goes before every other place`() throws {
        try withFolder { folder in
            let near = try place(folder + "/.venv/share/kiln")
            let named = try place(folder + "/named")
            let variable = CLIPVocabulary.environmentVariable
            #expect(
                try CLIPVocabulary.find(environment: [variable: named], above: [folder]) == named)
            #expect(try CLIPVocabulary.find(environment: [variable: ""], above: [folder]) == near)
            #expect(throws: PromptError.vocabularyNotFound(lookedAt: [folder + "/none"])) {
                try CLIPVocabulary.find(environment: [variable: folder + "/none"], above: [folder])
            }
        }
    }

    @Test func `a folder's ancestors are searched, the nearest first`() throws {
        try withFolder { folder in
            let far = try place(folder + "/.venv/share/kiln")
            #expect(try CLIPVocabulary.find(environment: [:], above: [folder + "/a/b/c"]) == far)
            let near = try place(folder + "/a/.venv/share/kiln")
            #expect(try CLIPVocabulary.find(environment: [:], above: [folder + "/a/b/c"]) == near)
        }
    }

    @Test func `the person's data folder is the last resort`() throws {
        try withFolder { folder in
            let shared = try place(folder + "/data/kiln")
            let home = try place(folder + "/.local/share/kiln")
            let above = ["/no/such/folder"]
            let given = ["XDG_DATA_HOME": folder + "/data", "HOME": folder]
            #expect(try CLIPVocabulary.find(environment: given, above: above) == shared)
            let relative = ["XDG_DATA_HOME": "data", "HOME": folder]
            #expect(try CLIPVocabulary.find(environment: relative, above: above) == home)
        }
    }

    @Test func `a missing vocabulary names the remedy`() throws {
        let error = #expect(throws: PromptError.self) {
            try CLIPVocabulary.find(
                environment: ["HOME": "/no/such/home"], above: ["/no/such/folder"])
        }
        let sentence = try #require(error?.description)
        #expect(sentence.contains("`make setup`"))
        #expect(sentence.contains(CLIPVocabulary.environmentVariable))
        #expect(sentence.contains("/no/such/folder"))
    }
}
