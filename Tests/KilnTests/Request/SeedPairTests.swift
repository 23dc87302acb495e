import Kiln
import Testing
import Wire

@Suite struct `A seed` {
    private let folder: BodyFolder

    init() throws { folder = try BodyFolder() }

    @Test(arguments: [0, 4_294_967_295, 4_294_967_296, 1 << 40, Int.max])
    func `that was written can be sent again`(seed: Int) throws {
        let images = try folder.plan(["seed": .integer(seed), "batch_size": 2]).images
        #expect(images[0].seed == seed)
        for image in images {
            let again = try folder.plan(["seed": .integer(image.seed)]).images
            #expect(again.map(\.seed) == [image.seed])
        }
    }

    @Test(arguments: [-1, -2, Int.min])
    func `that is negative is drawn`(seed: Int) throws {
        let body: JSONObject = ["seed": .integer(seed), "subseed": .integer(seed)]
        let images = try (0..<8).flatMap { _ in try folder.plan(body).images }
        #expect(images.allSatisfy { $0.seed >= 0 && $0.subseed >= 0 })
        #expect(Set(images.map(\.seed)).count > 1)
    }

    @Test func `after the last one is 0`() {
        let pair = SeedPair(seed: Int.max, subseed: Int.max - 1)
        #expect(pair.after(1).seed == 0 && pair.after(1).subseed == Int.max)
        #expect(pair.after(3, mixes: true).seed == Int.max)
    }
}
