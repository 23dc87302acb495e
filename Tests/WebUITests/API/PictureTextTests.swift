import Testing
import WebUI
import Wire

@Suite struct `A picture in a body` {
    private func read(_ text: String, limit: Int = 1000) throws -> PictureText {
        try PictureText(text, field: "init_images[0]", limit: limit)
    }

    private let long = Base64.encoded([UInt8](repeating: 7, count: 60))

    @Test func `is base64, bare or in a data URL`() throws {
        let bytes = PictureText.bytes([UInt8](repeating: 7, count: 60))
        #expect(try read(long) == bytes)
        #expect(try read("data:image/png;base64," + long) == bytes)
    }

    @Test func `or the id of an image, which is shorter than any picture`() throws {
        #expect(try read("img_0123-abc") == .image(id: "img_0123-abc"))
        #expect(throws: WireError.self) { try read("../etc/passwd.") }
    }

    @Test func `or a URL, which is for the server to allow`() throws {
        #expect(try read("HTTPS://example.org/a.png") == .url("HTTPS://example.org/a.png"))
    }

    @Test func `or refused with the field's name`() {
        let error = #expect(throws: WireError.self) { try read("*" + long) }
        #expect(
            error?.description
                == "init_images[0] is a text that is not base64: byte 42 stands at place 0; "
                + "it should be a picture in base64 of at most 1000 bytes.")
        #expect(throws: WireError.self) { try read(long, limit: 59) }
        #expect(throws: WireError.self) { try read("") }
        #expect(throws: WireError.self) { try read("data:image/png;base64,") }
    }
}
