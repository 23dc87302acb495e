import Checkpoints
import Foundation
import Testing

/// The bytes of a tensor's elements.
func bytes(of info: TensorInfo, in mapped: MappedCheckpoint) -> [UInt8] {
    withExtendedLifetime(mapped.elements(of: info)) { Array($0.bytes) }
}

@Suite struct DequantizationTests {
    @Test(arguments: BlockType.allCases, [StoredType.f32, .f16, .bf16])
    func `numbers are those of gguf to the bit`(type: BlockType, element: StoredType) throws {
        let file = try CheckpointFile(opening: ggufFixture("types.gguf").path)
        let numbers = try CheckpointFile(opening: ggufFixture("numbers.safetensors").path)
        let (mapped, expected) = (try file.map(), try numbers.map())
        let tensors = file.tensors.values.filter { $0.layout == .blocks(type) }
        #expect(tensors.contains { $0.name == "bytes.\(type.rawValue)" })
        for tensor in tensors {
            let info = TensorInfo(
                name: tensor.name, type: element, shape: tensor.shape, range: tensor.range,
                layout: tensor.layout)
            let reference = try #require(numbers.tensors["\(tensor.name)/\(element.rawValue)"])
            #expect(tensor.count >= 512 && reference.type == element)
            let result = bytes(of: info, in: mapped)
            #expect(result == bytes(of: reference, in: expected), "\(tensor.name)")
        }
    }

    @Test(arguments: BlockType.allCases)
    func `bytes and numbers of any alignment will do`(type: BlockType) {
        let blocks = randomBlocks(type, count: 3)
        let expected = numbers(of: blocks, type, as: .f16)
        for shift in 1..<4 {
            let shifted = [UInt8](repeating: 0, count: shift) + blocks
            let count = 2 * 3 * type.elements
            var result = [UInt8](repeating: 0xAA, count: count + shift + 1)
            shifted.withUnsafeBytes { from in
                result.withUnsafeMutableBytes { to in
                    Dequantization.dequantize(
                        UnsafeRawBufferPointer(rebasing: from[shift...]), type,
                        into: UnsafeMutableRawBufferPointer(rebasing: to[shift..<shift + count]),
                        as: .f16)
                }
            }
            #expect(Array(result[shift..<shift + count]) == expected)
            #expect(result.prefix(shift).allSatisfy { $0 == 0xAA } && result.last == 0xAA)
        }
    }

    @Test(arguments: BlockType.allCases)
    func `a tensor for several cores is that of its blocks one by one`(type: BlockType) {
        let period = randomBlocks(type, count: 7)
        let repeats = 300_000 / type.elements / 7
        let blocks = Array(repeatElement(period, count: repeats).joined())
        let few = numbers(of: period, type, as: .bf16)
        let many = numbers(of: blocks, type, as: .bf16)
        #expect(many == Array(repeatElement(few, count: repeats).joined()))
    }

    @Test(arguments: BlockType.allCases)
    func `no blocks are no numbers`(type: BlockType) {
        #expect(numbers(of: [], type, as: .f32).isEmpty)
    }

    private func randomBlocks(_ type: BlockType, count: Int) -> [UInt8] {
        var random = SplitMix64(seed: 5)
        return (0..<count * type.byteCount).map { _ in UInt8.random(in: 0..<0x7C, using: &random) }
    }

    private func numbers(of blocks: [UInt8], _ type: BlockType, as element: StoredType) -> [UInt8] {
        let count = blocks.count / type.byteCount * type.elements * element.bits / 8
        var result = [UInt8](repeating: 0, count: count)
        blocks.withUnsafeBytes { from in
            result.withUnsafeMutableBytes { to in
                Dequantization.dequantize(from, type, into: to, as: element)
            }
        }
        return result
    }
}

@Suite struct RoundingTests {
    @Test func `every float16 is the number that Swift holds it to be, and comes back`() {
        for bits in 0...UInt16.max {
            let expected = Float16(bitPattern: bits)
            let number = Rounding.number(bits)
            #expect(number == Float(expected) || number.isNaN && expected.isNaN)
            #expect(number.sign == expected.sign)
            if !expected.isNaN { #expect(Rounding.half(number) == bits) }
        }
    }

    @Test func `numbers are rounded to the nearest float16, ties to even`() {
        for bits in UInt16(0)..<0x7C00 {
            let number = Float(Float16(bitPattern: bits))
            let next = bits == 0x7BFF ? 65_536 : Float(Float16(bitPattern: bits + 1))
            let middle = (number + next) / 2
            for near in [middle.nextDown, middle, middle.nextUp] {
                #expect(Rounding.half(near) == Float16(near).bitPattern)
                #expect(Rounding.half(-near) == Float16(-near).bitPattern)
            }
        }
    }

    @Test(
        arguments: [
            (65_519.996, 0x7BFF), (65_520, 0x7C00), (1e9, 0x7C00), (.infinity, 0x7C00),
            (-.infinity, 0xFC00), (0x1p-25, 0), (0x1.000002p-25, 1), (-0.0, 0x8000),
            (.leastNonzeroMagnitude, 0),
        ] as [(Float, UInt16)])
    func `the ends of float16 are met`(number: Float, bits: UInt16) {
        #expect(Rounding.half(number) == bits)
    }

    @Test(
        arguments: [
            (1, 0x3F80), (-0.0, 0x8000), (0x1.01p0, 0x3F80), (0x1.03p0, 0x3F82),
            (0x1.010002p0, 0x3F81), (.greatestFiniteMagnitude, 0x7F80), (-.infinity, 0xFF80),
            (0x1p-133, 1), (.leastNonzeroMagnitude, 0),
        ] as [(Float, UInt16)])
    func `numbers are rounded to the nearest bfloat16, ties to even`(number: Float, bits: UInt16) {
        #expect(Rounding.brain(number) == bits)
    }

    @Test(arguments: [0x7FC0_0000, 0x7F80_0001, 0xFF80_0001, 0x7FFF_FFFF] as [UInt32])
    func `what is no number stays none`(bits: UInt32) {
        let number = Float(bitPattern: bits)
        #expect(Rounding.number(Rounding.half(number)).isNaN)
        #expect(Float(bitPattern: UInt32(Rounding.brain(number)) << 16).isNaN)
    }
}
