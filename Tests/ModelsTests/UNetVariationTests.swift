import Foundation
import Layers
import Testing
import Torch

@testable import Models

/// Networks that do something else than they were trained to do, beside diffusers' that are made to
/// do the same (`tools/goldens/guidance.py`).
@Suite struct UNetVariationTests {
    init() throws { try LibTorch.load() }

    private static let cases = ["unet-sd1.16x24", "unet-sd1.9x13", "unet-sdxl.12x20"]

    private func output(_ name: String, _ variation: UNetVariation) throws -> Tensor {
        let model = try #require(name.split(separator: ".").first)
        let w = try fixture(String(model))[prefix: "model.diffusion_model."]
        let golden = try fixture(name)
        return try torch {
            let unet = try UNet(w, heads: .count(8))
            return unet(
                try golden.tensor("x"), at: try golden.tensor("timestep"),
                context: try golden.tensor("context"),
                vector: golden.has("vector") ? try golden.tensor("vector") : nil,
                variation: variation)
        }
    }

    private func expect(
        _ name: String, _ result: String, _ variation: UNetVariation
    ) throws {
        let out = try output(name, variation)
        let expected = try fixture("\(name).varied").tensor(result)
        let trained = try fixture(name).tensor("out")
        #expect(try deviation(of: out, from: expected) <= 1e-4, "\(result)")
        // Or the comparison would tell nothing.
        #expect(try deviation(of: expected, from: trained) > 1e-3, "\(result)")
    }

    /// `input.4` and an output block of each network.
    private func others(_ name: String) -> Set<UNetPlace> {
        [.input(4), .output(name.hasPrefix("unet-sdxl") ? 1 : 7)]
    }

    @Test(arguments: cases)
    func `FreeU weighs features as diffusers does`(name: String) throws {
        let first = FreeU(b1: 1.5, b2: 1.6, s1: 0.9, s2: 0.2, version: .one)
        try expect(name, "freeu 1", UNetVariation(freeU: first))
        try expect(name, "freeu 2", UNetVariation(freeU: FreeU()))
    }

    @Test(arguments: cases)
    func `identity attention is diffusers'`(name: String) throws {
        try expect(name, "identity middle", UNetVariation(perturbation: .identity))
        try expect(
            name, "identity others", UNetVariation(perturbation: .identity, in: others(name)))
    }

    @Test(arguments: cases)
    func `blurred queries are those of a convolution`(name: String) throws {
        let places = others(name).union([.middle])
        try expect(
            name, "smoothed 1",
            UNetVariation(perturbation: .blurredQueries(sigma: 1), in: places))
        try expect(
            name, "smoothed mean",
            UNetVariation(perturbation: .blurredQueries(sigma: .infinity)))
    }

    @Test(arguments: cases)
    func `skipped transformers are left out`(name: String) throws {
        try expect(name, "skipped", UNetVariation(perturbation: .skipped))
    }

    @Test func `a variation that changes nothing gives the same to the bit`() throws {
        let name = "unet-sd1.9x13"
        let trained = try output(name, .none).floats()
        let ones = FreeU(b1: 1, b2: 1, s1: 1, s2: 1)
        #expect(try output(name, UNetVariation(freeU: ones)).floats() == trained)
        // Blocks without attention, and one that is not there.
        let places: Set<UNetPlace> = [.input(0), .input(3), .output(99)]
        let elsewhere = UNetVariation(perturbation: .identity, in: places)
        #expect(try output(name, elsewhere).floats() == trained)
    }

    @Test func `queries that are blurred by nothing stay as they are`() throws {
        let name = "unet-sd1.9x13"
        let sharp = UNetVariation(
            perturbation: .blurredQueries(sigma: 0), in: others(name).union([.middle]))
        #expect(try deviation(of: output(name, sharp), from: output(name, .none)) <= 1e-5)
    }
}

@Suite struct FreeUTests {
    private func values(_ count: Int) -> [Float] {
        (0..<count).map { Float(($0 * 37 + $0 * $0) % 101) / 50 - 1 }
    }

    /// The whole Fourier transform, the frequencies 0 and -1 scaled, and back.
    private func filtered(
        _ image: [Float], _ rows: Int, _ columns: Int, _ factor: Double
    ) -> [Float] {
        func low(_ frequency: Int, _ length: Int) -> Bool {
            frequency == 0 || frequency == length - 1
        }
        var result = [Double](repeating: 0, count: rows * columns)
        for u in 0..<rows {
            for v in 0..<columns {
                var (real, imaginary) = (0.0, 0.0)
                for place in image.indices {
                    let angle = angle(u, place / columns, rows) + angle(v, place % columns, columns)
                    real += Double(image[place]) * cos(angle)
                    imaginary -= Double(image[place]) * sin(angle)
                }
                let gain = low(u, rows) && low(v, columns) ? factor : 1
                for place in image.indices {
                    let angle = angle(u, place / columns, rows) + angle(v, place % columns, columns)
                    result[place] += gain * (real * cos(angle) - imaginary * sin(angle))
                }
            }
        }
        return result.map { Float($0 / Double(rows * columns)) }
    }

    private func angle(_ frequency: Int, _ place: Int, _ length: Int) -> Double {
        2 * .pi * Double(frequency * place) / Double(length)
    }

    @Test(arguments: [[1, 1], [1, 5], [2, 2], [3, 2], [4, 6], [5, 7]])
    func `the filter is the Fourier transform's`(size: [Int]) throws {
        let image = values(size[0] * size[1])
        let x = Tensor(image, shape: [1, 1, size[0], size[1]])
        let got = try FreeU.lowPassScaled(x, by: 0.2).floats()
        for (a, b) in zip(got, filtered(image, size[0], size[1], 0.2)) {
            #expect(abs(a - b) <= 1e-6)
        }
    }

    @Test func `it works at four and at two times the width`() throws {
        let free = FreeU(b1: 2, b2: 3, s1: 0.5, s2: 0, version: .one)
        for (channels, factor, scale) in [(8, 2, 0.5), (4, 3, 0), (2, 1, 1), (6, 1, 1)] {
            let x = Tensor(values(channels * 4), shape: [1, channels, 2, 2])
            let (backbone, skip) = try torch { free(x, x, width: 2) }
            let first = values(channels * 4).prefix(channels * 2).map { $0 * Float(factor) }
            #expect(try backbone.floats().prefix(channels * 2).elementsEqual(first))
            // In two rows and columns, all frequencies are 0 or -1.
            let low = try skip.floats()
            for (a, b) in zip(low, values(channels * 4)) {
                #expect(abs(a - b * Float(scale)) <= 1e-6)
            }
        }
    }

    @Test func `a map of one place stays finite`() throws {
        let x = Tensor(values(8), shape: [1, 8, 1, 1])
        let (backbone, skip) = try torch { FreeU()(x, x, width: 2) }
        #expect(try backbone.floats() == x.floats())
        #expect(try skip.isFinite())
    }

    @Test func `an image does not depend on its mates`() throws {
        let x = Tensor(values(2 * 8 * 6 * 5), shape: [2, 8, 6, 5])
        let both = try torch { FreeU()(x, x, width: 2) }
        let alone = try torch {
            let second = x.narrowed(0, from: 1, count: 1)
            return FreeU()(second, second, width: 2)
        }
        let mate = both.backbone.narrowed(0, from: 1, count: 1)
        #expect(try mate.floats() == alone.backbone.floats())
    }
}

@Suite struct GaussianBlurTests {
    private func kernel(_ sigma: Double, limit: Int) -> [Double] {
        GaussianBlur(sigma: sigma, limit: limit).kernel
    }

    @Test func `its kernel reaches three deviations or the limit`() {
        #expect(kernel(1, limit: 64).count == 7)
        #expect(kernel(1.1, limit: 64).count == 7)
        #expect(kernel(4, limit: 64).count == 25)
        #expect(kernel(9, limit: 6).count == 7)
        #expect(kernel(9, limit: 7).count == 7)
        #expect(kernel(0, limit: 7) == [1])
        #expect(kernel(9, limit: 1) == [1])
    }

    @Test func `edges are mirrored without repeating the last place`() throws {
        let blur = GaussianBlur(sigma: 0.5, limit: 4)
        let k = blur.kernel.map(Float.init)
        try #require(k.count == 3)
        let matrix = try blur.matrix(4, device: .cpu).floats()
        #expect(matrix.prefix(4).elementsEqual([k[1], k[0] + k[2], 0, 0]))
        #expect(matrix.suffix(4).elementsEqual([0, 0, k[0] + k[2], k[1]]))
    }

    @Test func `a kernel longer than the edge is mirrored again and again`() throws {
        let blur = GaussianBlur(sigma: 2, limit: 9)
        let k = blur.kernel.map(Float.init)
        try #require(k.count == 9)
        // Places -4…4 about the first of two are 0 1 0 1 0 1 0 1 0.
        let even = k[0] + k[2] + k[4] + k[6] + k[8]
        let row = try blur.matrix(2, device: .cpu).floats().prefix(2)
        #expect(abs(row[0] - even) <= 1e-6 && abs(row[1] - (1 - even)) <= 1e-6)
    }

    @Test(arguments: [1, 2, 5, 8], [0, 0.7, 3, 9999, 10_000, .infinity])
    func `it keeps a constant`(length: Int, sigma: Double) throws {
        let matrix = GaussianBlur(sigma: sigma, limit: 8).matrix(length, device: .cpu)
        for sum in try matrix.sum(-1).floats() { #expect(abs(sum - 1) <= 1e-6) }
    }
}

@Suite struct UNetPlaceTests {
    @Test(arguments: [
        ("middle", UNetPlace.middle), ("input.4", .input(4)), ("output.11", .output(11)),
    ])
    func `places have names`(text: String, place: UNetPlace) {
        #expect(UNetPlace(text) == place)
        #expect(place.description == text)
    }

    @Test(arguments: [
        "", "mid", "middle.1", "input", "input.", "input.-1", "input.4.1", "output.x",
    ])
    func `other texts name no place`(text: String) {
        #expect(UNetPlace(text) == nil)
    }

    @Test func `a place says where its tensors are`() {
        #expect(UNetPlace.input(4).prefix == "input_blocks.4")
        #expect(UNetPlace.middle.prefix == "middle_block")
        #expect(UNetPlace.output(3).prefix == "output_blocks.3")
    }

    @Test func `a file's names say where it attends`() throws {
        let names = try Draft("unet-sdxl").tensors.keys
        func attends(_ place: UNetPlace) -> Bool {
            place.attends(in: names, root: "model.diffusion_model.")
        }
        #expect(attends(.middle) && attends(.input(4)) && attends(.output(1)))
        #expect(!attends(.input(0)) && !attends(.input(1)) && !attends(.output(99)))
        #expect(!UNetPlace.middle.attends(in: names, root: "other."))
    }
}
