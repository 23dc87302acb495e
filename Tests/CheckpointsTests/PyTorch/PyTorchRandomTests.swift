import Checkpoints
import Foundation
import Testing

/// The reader against damaged files: it may refuse them, and may not crash, nor believe what does not
/// lie in the file.
@Suite struct PyTorchRandomTests {
    /// At every byte of a small file, at every seventh of a larger one.
    @Test(arguments: try PyTorchFixture.all())
    func `every truncation of a file is refused`(_ fixture: PyTorchFixture) throws {
        let bytes = try fixture.bytes()
        for count in stride(from: 0, to: bytes.count, by: bytes.count < 2_000 ? 1 : 7) {
            #expect(throws: CheckpointError.self) {
                try PyTorchReader.contents(of: MemoryBytes(Array(bytes.prefix(count))))
            }
        }
    }

    @Test(arguments: try PyTorchFixture.all())
    func `a damaged file is refused, or is whole in another way`(_ fixture: PyTorchFixture) throws {
        let bytes = try fixture.bytes()
        var random = SplitMix64(seed: UInt64(bytes.count))
        for _ in 0..<600 { try survives(damaged(bytes, atMost: 4, using: &random)) }
    }

    /// Damage to the pickle alone, whose check sum would otherwise give it away.
    @Test(arguments: 0..<8, TorchBytes.Container.allCases)
    func `a damaged pickle is refused, or is whole in another way`(
        seed: UInt64, container: TorchBytes.Container
    ) throws {
        var random = SplitMix64(seed: seed)
        let pickle = Assembly.pickle(
            Assembly.dict([
                "state_dict": Assembly.dict([
                    "a": Assembly.tensor(),
                    "b": Assembly.list([Assembly.tensor(shape: [3, 2], strides: [2, 1])]),
                ]), "epoch": Assembly.integer(3),
            ]))
        var accepted = 0
        for _ in 0..<1_000 {
            let changed = damaged(pickle, atMost: 2, using: &random)
            if try survives(TorchBytes.file(changed, in: container)) { accepted += 1 }
        }
        #expect((10..<900).contains(accepted))
    }

    /// Changes, one at least: a byte, a bit, bytes left out, bytes from elsewhere.
    private func damaged(
        _ bytes: [UInt8], atMost changes: Int, using random: inout SplitMix64
    ) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...changes, using: &random) where bytes.count > 16 {
            let place = Int.random(in: bytes.indices, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...12, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = .random(in: 0...255, using: &random)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes.removeSubrange(place..<end)
            default:
                let other = Int.random(in: bytes.indices, using: &random)
                bytes.insert(contentsOf: bytes[place..<end], at: other)
            }
        }
        return bytes
    }

    /// Whether a file is accepted; what it is said to hold lies in it then.
    @discardableResult
    private func survives(_ bytes: [UInt8]) throws -> Bool {
        let contents: FileContents
        do { contents = try PyTorchReader.contents(of: MemoryBytes(bytes)) } catch { return false }
        for (name, tensor) in contents.tensors {
            try #require(tensor.name == name && tensor.shape.allSatisfy { $0 >= 0 })
            try #require(tensor.range.lowerBound >= 0 && tensor.range.upperBound <= bytes.count)
            let size = tensor.type.bits / 8
            switch tensor.layout {
            case .rowMajor: try #require(tensor.range.count == tensor.count * size)
            case .strided(let strides):
                try #require(strides.count == tensor.shape.count)
                let reach = zip(tensor.shape, strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
                try #require(tensor.range.count == reach * size)
            case .blocks: Issue.record("PyTorch has no blocks")
            }
        }
        return true
    }
}

extension PyTorchFixture {
    func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
}
