import Kiln
import Testing
import WebUI
import Wire

@Suite struct `Several pictures of an img2img` {
    private let folder: BodyFolder
    private let pictures: JSONValue = ["a", "b"]

    init() throws { folder = try BodyFolder() }

    /// The seeds of the images that a body makes, and what it is warned of.
    private func images(_ body: JSONObject) throws -> (seeds: [Int?], warnings: Int) {
        var body = body
        (body["init_images"], body["seed"]) = (pictures, 7)
        let read = try folder.readImage(body)
        return (read.request.imagePrompts.map(\.seed), read.warnings.count)
    }

    @Test(arguments: [1, 2])
    func `are a batch with an image of each`(batch: Int) throws {
        let once = try images(["batch_size": .integer(batch)])
        #expect(once.seeds == [7, 8] && once.warnings == 0)
        let twice = try images(["batch_size": .integer(batch), "n_iter": 2])
        #expect(twice.seeds == [7, 8, 9, 10] && twice.warnings == 0)
    }

    @Test func `warn of another size of batches`() throws {
        let made = try images(["batch_size": 3])
        #expect(made.seeds == [7, 8] && made.warnings == 1)
    }

    @Test func `may have a prompt each`() throws {
        #expect(try images(["prompt": ["x", "y"]]).seeds == [7, 8])
        #expect(try images(["prompt": ["x", "y", "x", "y"]]).seeds == [7, 8, 9, 10])
        #expect(try images(["prompt": ["x"]]).seeds == [7, 8])
        let error = #expect(throws: WireError.self) { try images(["prompt": ["x", "y", "z"]]) }
        #expect(
            error?.description == "prompt is a list of 3; it should be one text, or one for each "
                + "of the 2 init_images.")
    }

    @Test func `are the first alone in SD upscale, enlarged for each batch`() throws {
        let made = try images([
            "script_name": "SD upscale", "script_args": [], "batch_size": 4, "n_iter": 3,
        ])
        #expect(made.seeds == [7, 8, 9] && made.warnings == 1)
    }
}
