import Checkpoints
import Testing

/// The reader against 120,000 damaged files: it may refuse them, and may not crash, nor believe
/// what does not lie in the file.
@Suite struct RandomFileTests {
    @Test func `every valid file is read as it was written`() throws {
        var random = SplitMix64(seed: 1)
        for _ in 0..<2_000 {
            let file = RandomFile(using: &random)
            let header = try SafetensorsHeader.parse(file.bytes, fileSize: file.bytes.count)
            #expect(Set(header.tensors.values) == Set(file.tensors))
            try holdsTogether(header, fileSize: file.bytes.count)
        }
    }

    @Test(arguments: 0..<8)
    func `a damaged file is refused, or is whole in another way`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var accepted = 0
        for _ in 0..<1_000 {
            let bytes = RandomFile(using: &random).bytes
            for _ in 0..<14 {
                let damaged = Mutation.apply(to: bytes, using: &random)
                guard let header = try parse(damaged, fileSize: damaged.count) else { continue }
                accepted += 1
                try holdsTogether(header, fileSize: damaged.count)
            }
        }
        #expect((100..<7_000).contains(accepted))
    }

    @Test func `every truncation of a file is refused`() throws {
        var random = SplitMix64(seed: 2)
        for _ in 0..<60 {
            let bytes = RandomFile(using: &random).bytes
            for count in bytes.indices {
                #expect(throws: SafetensorsRule.self) {
                    try SafetensorsHeader.parse(Array(bytes.prefix(count)), fileSize: count)
                }
            }
        }
    }

    @Test func `a size that is not the file's is refused`() throws {
        var random = SplitMix64(seed: 3)
        for _ in 0..<2_000 {
            let bytes = RandomFile(using: &random).bytes
            let sizes = [0, Int.max, .random(in: 0...Int.max, using: &random), bytes.count + 1]
            for size in sizes { #expect(try parse(bytes, fileSize: size) == nil) }
        }
    }

    /// The header, or nothing where a rule is broken; any other error fails the test.
    private func parse(_ bytes: [UInt8], fileSize: Int) throws -> SafetensorsHeader? {
        do { return try SafetensorsHeader.parse(bytes, fileSize: fileSize) } catch { return nil }
    }

    /// What has to be true of every header that is accepted.
    private func holdsTogether(_ header: SafetensorsHeader, fileSize: Int) throws {
        var end = header.dataStart
        let inOrder = header.tensors.sorted {
            ($0.value.range.lowerBound, $0.value.range.upperBound)
                < ($1.value.range.lowerBound, $1.value.range.upperBound)
        }
        for (name, tensor) in inOrder {
            try #require(tensor.name == name && name.utf8.count <= 1_024)
            try #require(tensor.range.lowerBound == end && tensor.shape.count <= 8)
            try #require(tensor.shape.allSatisfy { $0 >= 0 })
            try #require(tensor.count * tensor.type.bits == tensor.range.count * 8)
            end = tensor.range.upperBound
        }
        try #require(end == fileSize)
    }
}
