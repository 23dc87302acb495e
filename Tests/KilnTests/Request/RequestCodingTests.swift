import Foundation
import Imaging
import Kiln
import Models
import Samplers
import Testing

@Suite struct RequestCodingTests {
    private func kept<Value: Codable>(_ value: Value) throws -> Value {
        try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
    }

    private func decoded(_ json: String) throws -> GenerationRequest {
        try JSONDecoder().decode(GenerationRequest.self, from: Data(json.utf8))
    }

    @Test func `a request whose every field was set comes back as it was`() throws {
        let request = ChangedRequest.everywhere
        #expect(ChangedRequest.same(request, GenerationRequest()) == ["image"])
        #expect(try kept(request) == request)
        var imagen = request
        imagen.guidance.dynamicThresholding = .imagen(percentile: 0.9, bound: 1.5)
        imagen.guidance.perturbedAttention?.perturbation = .skipped
        #expect(try kept(imagen) == imagen)
        imagen.guidance.perturbedAttention?.perturbation = .identity
        #expect(try kept(imagen) == imagen)
    }

    @Test func `the settings of a picture come back as they were`() throws {
        let settings = ChangedRequest.settings
        #expect(ChangedRequest.same(settings, ImageSettings()) == [])
        #expect(try kept(settings) == settings)
    }

    @Test func `presets come back as they were`() throws {
        #expect(try kept(GenerationRequest()) == GenerationRequest())
        #expect(try kept(ImageSettings()) == ImageSettings())
        var hires = GenerationRequest()
        hires.hires = HiresRequest()
        #expect(try kept(hires) == hires)
        // No modules is another wish than the first pass's modules.
        hires.hires?.modules = []
        #expect(try kept(hires) == hires)
    }

    @Test func `a picture is no part of what is kept`() throws {
        var request = GenerationRequest()
        request.image = ImageRequest(
            try Image8(width: 1, height: 1, channels: 1, pixels: [7]))
        #expect(try kept(request) == GenerationRequest())
    }

    @Test func `what an older or newer program wrote is read`() throws {
        #expect(try decoded("{}") == GenerationRequest())
        let request = try decoded(
            #"{"steps": 7, "of a later day": [1], "hires": {"scale": 3}, "prompts": [{"seed": 5}]}"#
        )
        var expected = GenerationRequest()
        expected.steps = 7
        expected.hires = HiresRequest()
        expected.hires?.scale = 3
        expected.prompts = [""]
        expected.prompts[0].seed = 5
        #expect(request == expected)
    }

    @Test(arguments: [
        #"{"steps": "seven"}"#, #"{"steps": 1e300}"#, #"{"refiner": {"switchAt": 0.5}}"#,
        #"{"encoding": "both"}"#, #"{"guidance": {}}"#, #"[]"#,
        #"{"guidance": {"scale": 1, "perturbedAttention": {"places": ["cellar.1"]}}}"#,
        #"{"guidance": {"scale": 1, "dynamicThresholding": {}}}"#,
        #"{"variation": {"resizeFrom": {"width": 64}}}"#,
        #"{"samplerOptions": {"restarts": [{"low": 1}]}}"#,
    ])
    func `what is no request is refused`(json: String) throws {
        #expect(throws: DecodingError.self) { try decoded(json) }
    }

    @Test func `requests are equal where all of them is`() {
        var other = ChangedRequest.everywhere
        #expect(Set([other, ChangedRequest.everywhere]).count == 1)
        other.guidance.freeU?.s2 += 1
        #expect(Set([other, ChangedRequest.everywhere]).count == 2)
    }
}
