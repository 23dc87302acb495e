import Checkpoints
import Foundation
import Testing

@testable import Kiln

@Suite struct EmbeddingFileTests {
    let folder: LibraryFolder

    init() throws { folder = try LibraryFolder() }

    private func fixture(_ name: String) throws -> EmbeddingFile {
        let fixtures = try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
        return try EmbeddingFile(opening: fixtures.appending(path: "embeddings/" + name).path)
    }

    /// The fixtures' values.
    private func numbers(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 31) / 8 } }

    @Test(arguments: [
        ("dictionary.pt", 2, [8]), ("parameters.pt", 2, [8]), ("learned_embeds.bin", 1, [8]),
        ("emb_params.safetensors", 2, [8]), ("both.pt", 2, [8, 12]),
        ("both.safetensors", 2, [8, 12]),
    ])
    func `every layout gives its vectors`(name: String, count: Int, widths: [Int]) throws {
        let file = try fixture(name)
        #expect(file.vectorCount == count && file.widths == widths)
        #expect(try file.vectors() == widths.map { numbers(count * $0) })
        #expect(file.name + "." + file.path.fileExtension == name)
    }

    /// A safetensors file of zeros but for the first bytes.
    private func write(
        _ tensors: [SafetensorsWriter.Entry], _ bytes: [UInt8] = []
    ) throws -> String {
        let path = folder.path + "/x.safetensors"
        let size = tensors.reduce(0) { $0 + $1.byteCount }
        let data = bytes + Array(repeating: 0, count: size - bytes.count)
        try Data(SafetensorsWriter.header(tensors, metadata: [:]) + data)
            .write(to: URL(fileURLWithPath: path))
        return path
    }

    private func error(of path: String) -> EmbeddingError? {
        do throws(EmbeddingError) {
            _ = try EmbeddingFile(opening: path).vectors()
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ([] as [Int]), [0], [0, 8], [8, 0], [1, 1, 8], [1_025, 8], [1, 4_097], [4_097],
        [1, 1, 1, 1, 1, 1],
    ])
    func `a tensor that is not made of vectors is refused`(shape: [Int]) throws {
        let path = try write([.init("a", type: .f16, shape: shape)])
        #expect(error(of: path) == .shape(path: path, tensor: "a", shape))
    }

    @Test(arguments: [[1_024, 8], [1, 4_096], [4_096], [1, 1]])
    func `the largest and the smallest are read`(shape: [Int]) throws {
        let file = try EmbeddingFile(opening: write([.init("a", type: .f16, shape: shape)]))
        #expect(try file.vectors() == [Array(repeating: 0, count: shape.reduce(1, *))])
    }

    @Test(arguments: [StoredType.i64, .u8, .bool, .f8E4M3, .c64])
    func `types that vectors are not kept in are refused`(type: StoredType) throws {
        let path = try write([.init("a", type: type, shape: [1, 8])])
        #expect(error(of: path) == .type(path: path, tensor: "a", type))
    }

    @Test func `unequal numbers of vectors are refused`() throws {
        let path = try write([
            .init("clip_g", type: .f32, shape: [3, 12]),
            .init("clip_l", type: .f32, shape: [2, 8]),
        ])
        #expect(error(of: path) == .unequalCounts(path: path, [2, 3]))
    }

    @Test(arguments: [
        ["a", "b"], ["clip_l", "other"], ["string_to_param.a", "string_to_param.b"], [],
    ])
    func `several tensors are not one word`(names: [String]) throws {
        let path = try write(names.map { .init($0, type: .f32, shape: [1, 8]) })
        #expect(error(of: path) == .notOneWord(path: path, tensors: names.count))
    }

    @Test(arguments: [["clip_g"], ["clip_l"], ["emb_params"], ["string_to_param.*", "optimizer"]])
    func `one tensor that is meant is one word`(names: [String]) throws {
        let path = try write(names.map { .init($0, type: .f32, shape: [2, 8]) })
        #expect(try EmbeddingFile(opening: path).widths == [8])
    }

    @Test(
        arguments: [
            (StoredType.f32, [0, 0, 0xC0, 0x7F]), (.f32, [0, 0, 0x80, 0xFF]), (.f16, [0, 0x7C]),
            (.bf16, [0x80, 0x7F]), (.f64, [0, 0, 0, 0, 0, 0, 0xF0, 0x47]),
        ] as [(StoredType, [UInt8])])
    func `values that are no finite numbers are refused`(
        type: StoredType, bytes: [UInt8]
    ) throws {
        let path = try write([.init("a", type: type, shape: [1, 8])], bytes)
        #expect(error(of: path) == .notFinite(path: path, tensor: "a"))
    }

    @Test func `a file that cannot be read says why`() throws {
        let path = try folder.add("x.pt", "")
        #expect(error(of: path) == .unreadable(.foreignFormat(path: path, format: .empty)))
        let gone = folder.path + "/gone.pt"
        guard case .unreadable(.unreadable(gone, _)) = error(of: gone) else {
            Issue.record("\(String(describing: error(of: gone)))")
            return
        }
    }

    @Test func `a file that changed is not read`() throws {
        let path = try write([.init("a", type: .f32, shape: [1, 8])])
        let file = try EmbeddingFile(opening: path)
        _ = try write([.init("a", type: .f32, shape: [2, 8])])
        #expect(throws: EmbeddingError.unreadable(.changed(path: path))) { try file.vectors() }
    }

    @Test(arguments: [
        EmbeddingError.notOneWord(path: "p", tensors: 0),
        .shape(
            path: "p", tensor: "a\n\u{1B}[0m" + String(repeating: "x", count: 1_000), [1, 2, 3]),
        .unequalCounts(path: "p", [1, 2]), .type(path: "p", tensor: "a", .i64),
        .notFinite(path: "p", tensor: "a"), .unreadable(.changed(path: "p")),
    ])
    func `each error is one printable sentence`(error: EmbeddingError) {
        #expect(error.description.hasPrefix("p ") && error.description.hasSuffix("."))
        #expect(error.description == error.description.printable && error.description.count < 300)
    }
}
