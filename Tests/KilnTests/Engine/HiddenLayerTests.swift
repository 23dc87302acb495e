import Kiln
import Testing

@Suite struct HiddenLayerTests {
    @Test(
        arguments: [
            (1, 24, 2), (2, 24, 2), (3, 24, 3),  // the original's 24 layers
            (1, 23, 1), (2, 23, 1), (3, 23, 2),  // diffusers' 23: the last is already left out
            (1, 3, 2),  // a narrow model of its own
        ])
    func `SD 2.x takes its penultimate layer, where a file has it`(
        clipSkip: Int, depth: Int, layer: Int
    ) {
        let slot = Architecture.sd2.encoders[0]
        #expect(slot.layer.fromEnd(clipSkip: clipSkip, depth: depth) == layer)
    }

    @Test func `other encoders leave out what was asked for, whatever their depth`() {
        #expect(Architecture.sd1.encoders[0].layer.fromEnd(clipSkip: 2, depth: 11) == 2)
        #expect(Architecture.sdxl.encoders[1].layer.fromEnd(clipSkip: 1, depth: 31) == 2)
    }
}
