import Checkpoints
import Foundation
import Testing

/// Files of `torch.save` itself (tools/goldens/torch_files.py), beside what `torch.load` finds in them.
@Suite struct PyTorchFixtureTests {
    @Test(arguments: try PyTorchFixture.all())
    func `a file of torch.save is read as torch.load reads it`(_ fixture: PyTorchFixture) throws {
        let file = try CheckpointFile(opening: fixture.path)
        #expect(Set(file.tensors.keys) == Set(fixture.tensors.keys))
        let mapped = try file.map()
        for (name, expected) in fixture.tensors {
            let info = try #require(file.tensors[name])
            #expect(info.name == name && info.type == expected.type, "\(name)")
            #expect(info.shape == expected.shape, "\(name)")
            let elements = mapped.elements(of: info)
            withExtendedLifetime(elements) {
                #expect(Array(elements.bytes) == expected.bytes, "\(name)")
            }
        }
    }

    @Test(arguments: try PyTorchFixture.all())
    func `the texts and integers of the top level are metadata`(_ fixture: PyTorchFixture) throws {
        #expect(try CheckpointFile(opening: fixture.path).metadata == fixture.metadata)
    }

    @Test func `the fixtures have views of every kind`() throws {
        let views = try #require(try PyTorchFixture.all().first { $0.name == "views.pt" })
        let tensors = try CheckpointFile(opening: views.path).tensors
        #expect(tensors["base"]?.layout == .rowMajor)
        #expect(tensors["slice"]?.layout == .rowMajor)
        #expect(tensors["transposed"]?.layout == .strided([1, 4, 12]))
        #expect(tensors["expanded"]?.layout == .strided([0, 0]))
        #expect(tensors["channels"]?.layout == .strided([12, 1, 6, 3]))
    }
}

/// A file of `torch.save`, and what `torch.load` finds in it.
struct PyTorchFixture: Sendable, CustomTestStringConvertible {
    /// A tensor's type, sizes, and elements in row-major order.
    struct Tensor: Sendable {
        let type: StoredType
        let shape: [Int]
        let bytes: [UInt8]
    }

    let name: String
    let metadata: [String: String]
    let tensors: [String: Tensor]

    var testDescription: String { name }
    var path: String { Self.folder.appending(path: name).path }

    private static var folder: URL {
        (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appending(path: "Fixtures/pytorch")
    }

    static func all() throws -> [PyTorchFixture] {
        let data = try Data(contentsOf: folder.appending(path: "expected.json"))
        return try JSONDecoder().decode([String: Entry].self, from: data)
            .map { PyTorchFixture(name: $0, metadata: $1.metadata, tensors: $1.tensors) }
            .sorted { $0.name < $1.name }
    }

    private struct Entry: Decodable {
        let metadata: [String: String]
        let tensors: [String: Tensor]
    }
}

extension PyTorchFixture.Tensor: Decodable {
    init(from decoder: any Decoder) throws {
        var values = try decoder.unkeyedContainer()
        type = try #require(StoredType(rawValue: try values.decode(String.self)))
        shape = try values.decode([Int].self)
        let digits = Array(try values.decode(String.self).utf8)
        bytes = try stride(from: 0, to: digits.count, by: 2).map { place in
            let pair = String(decoding: digits[place..<place + 2], as: UTF8.self)
            return try #require(UInt8(pair, radix: 16))
        }
    }
}
