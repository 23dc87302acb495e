import Foundation
import Testing

@testable import Prompts

/// The readers of prompts against the corpus that fuzzing has grown (`Fuzz/Corpus/prompts`). Its
/// `regression-*` files are inputs that once were read wrongly.
@Suite struct PromptCorpusTests {
    private static let corpus = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/Corpus/prompts")

    /// The inputs without their first byte, which chooses the pass (`Fuzz/Targets/Prompts.swift`).
    private func inputs() throws -> [(name: String, bytes: [UInt8])] {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
        return try names.sorted().map { name in
            (name, Array(try Data(contentsOf: Self.corpus.appending(path: name)).dropFirst()))
        }
    }

    @Test(arguments: [
        PromptTimeline.firstPass(steps: 10), .hiresPass(steps: 7, after: 10),
        .firstPass(steps: 1, usesOldScheduling: true),
    ])
    func `every input has a text for each step, and notes within it`(
        timeline: PromptTimeline
    ) throws {
        let inputs = try inputs()
        #expect(inputs.count >= 15)
        for (name, bytes) in inputs {
            let text = String(decoding: bytes, as: UTF8.self)
            let length = text.unicodeScalars.count
            for role in [PassPrompt.Role.positive, .negative] {
                let prompt = PassPrompt(text, role, on: timeline)
                #expect(!prompt.parts.isEmpty, "\(name)")
                for part in prompt.parts {
                    let ends = part.schedule.segments.map(\.end)
                    #expect(part.weight.isFinite && ends.last == timeline.steps, "\(name)")
                    #expect(ends == Set(ends).sorted(), "\(name)")
                }
                #expect(prompt.notes.allSatisfy { 0...length ~= $0.position }, "\(name)")
                #expect(prompt.notes.allSatisfy { $0.description.hasSuffix(".") }, "\(name)")
            }
        }
    }

    @Test func `every input's parts of equal weight are joined`() throws {
        for (name, bytes) in try inputs() {
            var last: Double?
            for part in AttentionPrompt(String(decoding: bytes, as: UTF8.self)).parts {
                guard case .text(_, let weight) = part else {
                    last = nil
                    continue
                }
                #expect(weight != last && weight.isFinite, "\(name)")
                last = weight
            }
        }
    }

    @Test func `every input has whole chunks`() throws {
        let chunker = try PromptChunker(
            installedTokenizer(), embeddings: [EmbeddingWord("easynegative", vectorCount: 20)])
        for (name, bytes) in try inputs() {
            let chunks = chunker.chunks(String(decoding: bytes, as: UTF8.self), padding: .zero)
            #expect(!chunks.isEmpty, "\(name)")
            #expect(chunks.allSatisfy { $0.ids.count == 77 && $0.weights.count == 77 }, "\(name)")
        }
    }

    @Test func `every input is a file of styles, or refused in a sentence`() throws {
        var (read, refused) = (0, 0)
        for (name, bytes) in try inputs() {
            do throws(PromptError) {
                _ = try StyleFile(bytes).styles.prefix(4).applied(to: "a cat")
                read += 1
            } catch {
                #expect(error.description.hasSuffix("."), "\(name)")
                refused += 1
            }
        }
        #expect(read > 0 && refused > 0)
    }
}
