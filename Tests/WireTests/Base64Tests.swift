import Testing
import Wire

@Suite struct `A text in base64` {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `is that of its RFC`(text: String, encoded: String) throws {
        #expect(Base64.encoded(Array(text.utf8)) == encoded)
        #expect(try Base64.decoded(encoded) == Array(text.utf8))
    }

    @Test(arguments: [
        "data:image/png;base64,Zm9vYmFy", "DATA:;BASE64,Zm9vYmFy", " \n Zm9v\r\nYm\tFy ",
        "Zm9vYmFy\n",
        "data:image/png;charset=x;base64, Zm9v YmFy", " data:image/jpeg;base64,Zm9vYmFy",
    ])
    func `may stand in a data URL and hold white space`(text: String) throws {
        #expect(try Base64.decoded(text) == Array("foobar".utf8))
    }

    @Test func `may lack its padding and use the alphabet of URLs`() throws {
        #expect(try Base64.decoded("Zg") == [0x66])
        #expect(try Base64.decoded("Zm8") == [0x66, 0x6F])
        #expect(try Base64.decoded("-_-_") == Base64.decoded("+/+/"))
    }

    @Test(arguments: [
        ("Zm9*", Base64Error.character(0x2A, offset: 3)), ("Z", .incomplete),
        ("Zm9vY", .incomplete),
        ("Zg==Zg==", .incomplete), ("Zg=", .incomplete), ("Zg===", .incomplete), ("=", .incomplete),
        ("Zm9v====", .incomplete), ("data:text/plain,abc", .notBase64URL), ("data:", .notBase64URL),
        ("äöü", .character(0xC3, offset: 0)),
    ])
    func `is refused where it is none`(text: String, error: Base64Error) {
        #expect(throws: error) { try Base64.decoded(text) }
    }

    @Test func `is refused beyond a limit`() throws {
        #expect(try Base64.decoded("Zm9v", limit: 3).count == 3)
        #expect(throws: Base64Error.tooLarge(limit: 2)) { try Base64.decoded("Zm9v", limit: 2) }
    }

    @Test func `of any bytes is read back`() throws {
        var random = RepeatableRandom(4)
        for count in 0..<300 {
            let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            #expect(try Base64.decoded(Base64.encoded(bytes)) == bytes)
        }
    }

    @Test func `never stops the program, whatever the text`() {
        var random = RepeatableRandom(5)
        let letters = Array("AZaz09+/-_= \n*ä,;:data")
        for _ in 0..<50_000 {
            let count = Int.random(in: 0..<24, using: &random)
            let text = String((0..<count).compactMap { _ in letters.randomElement(using: &random) })
            let bytes = try? Base64.decoded(text)
            #expect((bytes?.count ?? 0) <= count)
        }
    }
}
