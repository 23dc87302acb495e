import Foundation
import Testing

@testable import Imaging

/// Pictures' files against the corpus that fuzzing has grown (`Fuzz/Corpus/images`).
struct CorpusTests {
    private static let corpus = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/Corpus/images")

    @Test func `every file is read, or refused in a sentence`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
        #expect(names.count >= 40)
        var (read, refused) = (0, 0)
        for name in names.sorted() {
            let file = [UInt8](try Data(contentsOf: Self.corpus.appending(path: name)))
            _ = try? ImageMetadata(of: file)
            do throws(ImagingError) {
                let image = try ImageFile.decode(file, limit: 1 << 16)
                _ = StealthText.text(in: image)
                let header = try PictureHeader(of: file)
                #expect(
                    Set([header.width, header.height]) == Set([image.width, image.height]),
                    "\(name)")
                read += 1
            } catch {
                #expect(error.description.hasSuffix("."), "\(name)")
                #expect((try? ImageFile.decode(file, limit: 1 << 16)) == nil, "\(name)")
                refused += 1
            }
        }
        #expect(read >= 20 && refused >= 5)
    }
}
