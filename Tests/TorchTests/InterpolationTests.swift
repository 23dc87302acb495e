import Testing
import Torch

private let ramp = Tensor([0, 1, 2, 3], shape: [1, 1, 1, 4])

@Test func `nearest neighbours repeat samples`() throws {
    let image = Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2])
    #expect(
        try holds(
            image.upsampledNearest(), [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4],
            shape: [1, 1, 4, 4]))
    #expect(
        try holds(
            ramp.upsampledNearest(3).narrowed(2, from: 0, count: 1),
            [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]))
}

@Test func `nearest takes the left sample and nearest exact the centred one`() throws {
    #expect(try holds(ramp.interpolated(to: (1, 2), mode: .nearest), [0, 2]))
    #expect(try holds(ramp.interpolated(to: (1, 2), mode: .nearestExact), [1, 3]))
}

@Test func `bilinear goes straight between the samples' centres`() throws {
    let pair = Tensor([0, 4], shape: [1, 1, 1, 2])
    #expect(try holds(pair.interpolated(to: (1, 4), mode: .bilinear), [0, 1, 3, 4]))
    #expect(
        try holds(pair.interpolated(to: (1, 4), mode: .bilinear, antialias: true), [0, 1, 3, 4]))
}

@Test func `bicubic has the weights of its parameter`() throws {
    // Keys' weights for a = -3/4 at the distances 1/4, 3/4, 5/4 and 7/4 from the sample.
    let near: [Float] = [225 / 256, 67 / 256, -27 / 256, -9 / 256]
    let impulse = Tensor([0, 0, 1, 0, 0], shape: [1, 1, 1, 5])
    #expect(
        try holds(
            impulse.interpolated(to: (1, 10), mode: .bicubic), [0] + near.reversed() + near + [0]))
}

@Test func `antialias widens the filter when an image shrinks`() throws {
    let stripes = Tensor([0, 8, 0, 8, 0, 8, 0, 8], shape: [1, 1, 1, 8])
    for mode in [InterpolationMode.bilinear, .bicubic] {
        let sharp = try stripes.interpolated(to: (1, 2), mode: mode).floats()
        let smooth = try stripes.interpolated(to: (1, 2), mode: mode, antialias: true).floats()
        #expect(sharp.count == 2 && smooth.count == 2)
        #expect(sharp != smooth)
        #expect(smooth.allSatisfy { abs($0 - 4) < 1 })
    }
}
