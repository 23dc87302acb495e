import Checkpoints
import Foundation
import Testing

/// What `tools/goldens/diffusers_folders.py` wrote.
enum DiffusersFixture {
    /// The path of a file or folder.
    static func path(_ name: String) throws -> String {
        let folder = try #require(Bundle.module.resourceURL)
        return folder.appendingPathComponent("Fixtures/diffusers/\(name)").path
    }

    /// The pairs of names of a published network, `(diffusers', original)`.
    static func names(_ network: String) throws -> [(foreign: String, original: String)] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path("names.json")))
        let lists = try JSONDecoder().decode([String: NameList].self, from: data)
        return try #require(lists[network]).pairs()
    }
}

/// Pairs of names: how they begin in both, and by number, how they go on.
private struct NameList: Decodable {
    let count: Int
    let ends: [[String]]
    let names: [String]

    func pairs() throws -> [(foreign: String, original: String)] {
        let pairs = try names.flatMap { line in
            let words = line.split(separator: " ")
            let number = try #require(Int(words[2]))
            return ends[number].map { end in
                (foreign: "\(words[0]).\(end)", original: "\(words[1]).\(end)")
            }
        }
        try #require(pairs.count == count)
        return pairs
    }
}

extension CheckpointFile {
    /// The bytes of a tensor's elements in row-major order.
    func elements(_ name: String) throws -> [UInt8] {
        let info = try #require(tensors[name], "\(name)")
        let elements = try map().elements(of: info)
        return withExtendedLifetime(elements) { Array(elements.bytes) }
    }

    /// Every tensor's type, shape and elements.
    func everything() throws -> [String: TensorValue] {
        let mapped = try map()
        return tensors.mapValues { info in
            let elements = mapped.elements(of: info)
            return withExtendedLifetime(elements) {
                TensorValue(type: info.type, shape: info.shape, bytes: Array(elements.bytes))
            }
        }
    }
}

/// A tensor with its elements.
struct TensorValue: Equatable {
    let type: StoredType
    let shape: [Int]
    let bytes: [UInt8]
}
