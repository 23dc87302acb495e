import Foundation
import Testing

@testable import WebUI

/// Infotexts against the corpus that fuzzing has grown (`Fuzz/Corpus/infotexts`).
struct CorpusTests {
    private static let corpus = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/Corpus/infotexts")

    private static func texts() throws -> [(name: String, text: String)] {
        try FileManager.default.contentsOfDirectory(atPath: corpus.path).sorted().map { name in
            let data = try Data(contentsOf: corpus.appending(path: name))
            return (name, String(decoding: data, as: UTF8.self))
        }
    }

    @Test func `every text is read, and what was read is read again`() throws {
        let texts = try Self.texts()
        #expect(texts.count >= 25)
        var checked = 0
        for (name, text) in texts {
            let settings = RecordedSettings(text)
            #expect(settings.notes.allSatisfy { $0.hasSuffix(".") }, "\(name)")
            var infotext = Infotext(parsing: text)
            infotext.entries.removeAll { $0.key == $0.value }
            guard infotext.entries.count >= 3, infotext.ambiguities.isEmpty else { continue }
            #expect(
                Infotext(parsing: infotext.text).text.scalars == infotext.text.scalars, "\(name)")
            checked += 1
        }
        #expect(checked >= 10)
    }
}
