import Testing

@testable import Server

@Suite struct MultipartFormTests {
    private let type = "multipart/form-data; boundary=abc"

    private func form(_ text: String) throws -> MultipartForm {
        try MultipartForm(Array(text.utf8), contentType: type)
    }

    @Test func `values and files are read, with bytes as they are`() throws {
        let form = try form(
            "--abc\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na cat\r\n--abc\r\n"
                + "content-disposition: form-data; name=image; filename=\"a.png\"\r\n"
                + "Content-Type: image/png\r\n\r\n\r\n--ab\r\n\0\r\n--abc--\r\n")
        #expect(form.parts.map(\.name) == ["prompt", "image"])
        #expect(form["prompt"]?.text == "a cat")
        #expect(form["image"]?.fileName == "a.png")
        #expect(form["image"].map { Array($0.bytes) } == Array("\r\n--ab\r\n\0".utf8))
    }

    @Test func `a list is sent under its name or with brackets behind it`() throws {
        let part = { (name: String) in
            "Content-Disposition: form-data; name=\"\(name)\"; filename=\"x\"\r\n\r\n1\r\n"
        }
        let form = try form("--abc\r\n\(part("image[]"))--abc\r\n\(part("image[]"))--abc--")
        #expect(form.all("image").count == 2)
    }

    @Test(arguments: [
        "", "--ab\r\n\r\n--abc--", "--abc", "--abc\r\n",
        "--abc\r\nContent-Disposition: form-data\r\n\r\n1\r\n--abc--",
        "--abc\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1", "--abcContent",
        "--abc\r\n--abc--",
    ])
    func `what breaks a rule is refused`(text: String) {
        #expect(throws: APIError.self) { try form(text) }
    }

    @Test func `a form without a boundary is refused`() {
        #expect(throws: APIError.self) {
            try MultipartForm(Array("--\r\n".utf8), contentType: "multipart/form-data")
        }
        #expect(throws: APIError.self) {
            try MultipartForm(
                Array("--\r\n".utf8), contentType: "multipart/form-data; boundary=\"\"")
        }
    }

    @Test func `too many fields are refused`() {
        let part = "--abc\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
        #expect(throws: APIError.self) {
            try form(String(repeating: part, count: 65) + "--abc--")
        }
    }

    @Test func `damaged forms end in an error or a form, never in a trap`() throws {
        var generator = SystemRandomNumberGenerator()
        let whole = Array(
            ("--abc\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na cat\r\n--abc\r\n"
                + "Content-Disposition: form-data; name=image; filename=\"a\"\r\n\r\nxyz\r\n--abc--\r\n")
                .utf8)
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                guard !bytes.isEmpty else { break }
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes = Array(bytes.prefix(place + 1))
                }
            }
            _ = try? MultipartForm(bytes, contentType: type)
        }
    }
}
