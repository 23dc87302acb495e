import Kiln
import Testing
import WebUI
import Wire

@Suite struct `A number in a body` {
    private let folder: BodyFolder

    init() throws { folder = try BodyFolder() }

    /// The fields of txt2img that have a range, with its ends.
    private static let ends: [(name: String, end: JSONValue)] = {
        var schemas = WireSchemas()
        _ = TextToImageBody.schema(&schemas)
        let fields = schemas.components[TextToImageBody.title]?["properties"]?.members
        return (fields ?? [:]).members.flatMap { name, schema in
            [schema["minimum"], schema["maximum"]].compactMap { $0.map { (name, $0) } }
        }
    }()

    @Test func `has a range in many fields`() { #expect(Self.ends.count >= 52) }

    /// 16,384 pixels enlarged eightfold would be more than a picture may have.
    @Test(arguments: ends)
    func `that its schema allows is one that a plan takes`(name: String, end: JSONValue) throws {
        var body: JSONObject = [
            "enable_hr": true, "hr_scale": 1, "refiner_checkpoint": "one", "steps": 2,
            "seed_resize_from_w": 64, "seed_resize_from_h": 64,
        ]
        body[name] = end
        #expect(folder.refusal(body) == nil)
    }

    @Test(arguments: ends)
    func `that its schema does not allow is refused by the body`(
        name: String, end: JSONValue
    ) throws {
        let range = Self.ends.filter { $0.name == name }.map(\.end)
        let beyond: JSONValue =
            switch end {
            case .integer(let number): .integer(end == range[0] ? number - 1 : number + 1)
            case .number(let number): .number(end == range[0] ? number - 0.5 : number + 0.5)
            default: .null
            }
        let error = #expect(throws: WireError.self) { try folder.read([name: beyond]) }
        #expect(error?.problems.first?.path == name)
    }
}
