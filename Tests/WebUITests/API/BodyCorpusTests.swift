import Foundation
import Testing
import WebUI
import Wire

/// Bodies against the corpus that fuzzing has grown (`Fuzz/Corpus/bodies`).
struct BodyCorpusTests {
    private static let corpus = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzz/Corpus/bodies")

    private func isReadBack<Body: WireObject>(_: Body.Type, _ json: JSONValue) -> Bool? {
        guard let body = try? Body(json) else { return nil }
        return (try? Body(body.json))?.json == body.json
    }

    @Test func `every text is read or refused, and what was read is read again`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
        #expect(names.count >= 100)
        var (values, bodies) = (0, 0)
        for name in names.sorted() {
            let data = try Data(contentsOf: Self.corpus.appending(path: name))
            guard let json = try? JSONValue(parsing: data) else { continue }
            values += 1
            #expect(try JSONValue(parsing: json.bytes) == json, "\(name)")
            let results = [
                isReadBack(TextToImageBody.self, json), isReadBack(ImageToImageBody.self, json),
                isReadBack(ExtrasImageBody.self, json), isReadBack(ExtrasBatchBody.self, json),
                isReadBack(WebUIOptions.self, json),
            ].compactMap { $0 }
            #expect(results.allSatisfy { $0 }, "\(name)")
            bodies += results.count
        }
        #expect(values >= 60 && bodies >= 100)
    }
}
