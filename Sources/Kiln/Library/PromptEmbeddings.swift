package import Prompts

/// The embeddings that a pass's prompts name, as far as its text encoders can read them.
///
/// A file for other encoders is passed over, so that its name is plain text, as in the web UI; but
/// that is told.
public struct PromptEmbeddings: Sendable {
    /// Why a name is read as plain text.
    public enum Note: Sendable, Hashable {
        /// Its vectors are for encoders of other widths.
        case foreign(name: String, widths: [Int], encoders: [Int])
        /// It has more vectors than a chunk of a prompt has places.
        case tooManyVectors(name: String, count: Int)
        /// Its file cannot be used.
        case unusable(name: String, reason: String)
    }

    /// The files, in the order in which the prompts name them.
    public let files: [EmbeddingFile]
    /// What is worth telling the prompts' writer.
    public let notes: [Note]

    /// The words, for a chunker.
    package var words: [EmbeddingWord] {
        files.map { EmbeddingWord($0.name, vectorCount: $0.vectorCount) }
    }

    /// Looks for names in prompts, and opens those files alone.
    ///
    /// - Parameters:
    ///   - prompts: Texts in attention syntax, all that a pass encodes.
    ///   - entries: Of two with one name the later is meant.
    ///   - encoders: The widths of the pass's text encoders, CLIP-L before OpenCLIP-G.
    ///   - tokenizer: What tells the names' tokens.
    ///   - told: How notes call a file.
    package init(
        in prompts: [String], among entries: [EmbeddingEntry], encoders: [Int],
        tokenizer: CLIPTokenizer, naming told: (String) -> String = { $0 }
    ) {
        var candidates = Dictionary(entries.map { ($0.name, $0) }) { $1 }
        var opened: [String: EmbeddingFile] = [:]
        var notes: [Note] = []
        var names: [String] = []
        var settled = false
        // Where a name is passed over, a shorter one in it may be meant.
        while !settled {
            settled = true
            let words = candidates.keys.sorted().map { EmbeddingWord($0, vectorCount: 1) }
            let chunker = PromptChunker(tokenizer, embeddings: words)
            var seen: Set<String> = []
            names = prompts.flatMap { chunker.embeddings(in: $0).map(\.name) }
                .filter { seen.insert($0).inserted }
            for name in names where opened[name] == nil {
                guard let entry = candidates[name] else { continue }
                do throws(Unfit) {
                    opened[name] = try Self.file(of: entry, for: encoders, told)
                } catch {
                    notes.append(error.note)
                    candidates[name] = nil
                    settled = false
                }
            }
        }
        files = names.compactMap { opened[$0] }
        self.notes = notes
    }

    /// A file that the encoders cannot read.
    private struct Unfit: Error {
        let note: Note
    }

    private static func file(
        of entry: EmbeddingEntry, for encoders: [Int], _ told: (String) -> String
    ) throws(Unfit) -> EmbeddingFile {
        let name = entry.name
        let file: EmbeddingFile
        do throws(EmbeddingError) {
            file = try EmbeddingFile(opening: entry.path)
        } catch {
            throw Unfit(note: .unusable(name: name, reason: error.naming(told).description))
        }
        guard file.widths == encoders else {
            throw Unfit(note: .foreign(name: name, widths: file.widths, encoders: encoders))
        }
        guard file.vectorCount <= TokenChunk.capacity else {
            throw Unfit(note: .tooManyVectors(name: name, count: file.vectorCount))
        }
        return file
    }
}

extension PromptEmbeddings.Note: CustomStringConvertible {
    /// What is read as text, and why, in one sentence.
    public var description: String {
        switch self {
        case .foreign(let name, let widths, let encoders):
            "The embedding \"\(name)\" is for \(Self.model(widths)), but this pass runs "
                + "\(Self.model(encoders)), so its name was read as text."
        case .tooManyVectors(let name, let count):
            "The embedding \"\(name)\" has \(count) vectors, but a chunk of a prompt has "
                + "\(TokenChunk.capacity) places, so its name was read as text."
        case .unusable(let name, let reason):
            "The name of the embedding \"\(name)\" was read as text: \(reason)"
        }
    }

    /// The family whose published checkpoints have encoders of these widths.
    private static func model(_ widths: [Int]) -> String {
        switch widths {
        case [768]: "SD 1.x"
        case [1024]: "SD 2.x"
        case [768, 1280]: "SDXL"
        default:
            "encoders " + widths.map(String.init).joined(separator: " and ") + " channels wide"
        }
    }
}
