import Kiln
import Testing
import WebUI
import Wire

@Suite struct `Prompts in a list` {
    private let folder: BodyFolder

    init() throws { folder = try BodyFolder() }

    @Test func `make an image each, with seeds counted up`() throws {
        let plan = try folder.plan([
            "prompt": ["a", "b", "c"], "negative_prompt": ["x", "y", "z"], "seed": 7,
            "subseed": 70, "n_iter": 3,
        ])
        #expect(plan.images.map(\.first.prompt) == ["a", "b", "c"])
        #expect(plan.images.map(\.first.negativePrompt) == ["x", "y", "z"])
        #expect(plan.images.map(\.seed) == [7, 8, 9])
    }

    @Test func `count up subseeds where their noise is mixed in`() throws {
        let plan = try folder.plan([
            "prompt": ["a", "b"], "seed": 7, "subseed": 70, "subseed_strength": 0.5,
        ])
        #expect(plan.images.map(\.seed) == [7, 7])
        #expect(plan.images.map(\.subseed) == [70, 71])
    }

    @Test func `have different seeds where they are drawn`() throws {
        let drawn = try folder.plan(["prompt": ["a", "b"]]).images.map(\.seed)
        #expect(drawn[1] == drawn[0] + 1)
    }

    @Test(arguments: [0, 0.5], [7, 4_294_967_295, Int.max])
    func `have the seeds of as many images of one prompt`(strength: Double, seed: Int) throws {
        let body: JSONObject = [
            "seed": .integer(seed), "subseed": .integer(seed - 1),
            "subseed_strength": .number(strength),
        ]
        var (list, batch) = (body, body)
        list["prompt"] = ["a", "a", "a"]
        (batch["prompt"], batch["batch_size"]) = ("a", 3)
        let (one, other) = (try folder.plan(list).images, try folder.plan(batch).images)
        #expect(one.map(\.seed) == other.map(\.seed))
        #expect(one.map(\.subseed) == other.map(\.subseed))
    }

    @Test func `share what is said once`() throws {
        let plan = try folder.plan(["prompt": "a", "negative_prompt": ["x", "y"]])
        #expect(plan.images.map(\.first.prompt) == ["a", "a"])
    }

    @Test func `are of one length`() {
        let error = #expect(throws: WireError.self) {
            try folder.read(["prompt": ["a", "b"], "negative_prompt": ["x", "y", "z"]])
        }
        #expect(
            error?.description == "negative_prompt is a list of 3; it should be as long as prompt, "
                + "which has 2.")
    }

    @Test func `warn where as many images were asked for as they do not make`() throws {
        #expect(try folder.read(["prompt": ["a", "b"], "batch_size": 2]).warnings == [])
        #expect(try folder.read(["prompt": ["a", "b"], "batch_size": 3]).warnings.count == 1)
    }

    @Test func `that are empty are one empty prompt`() throws {
        #expect(try folder.plan(["prompt": [], "n_iter": 2]).images.count == 2)
    }
}
