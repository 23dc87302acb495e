import Testing
import Worker

struct ServerAddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:7860", "http://127.0.0.1:7860"),
        ("https://images.example/", "https://images.example"),
        ("HTTP://[::1]:1", "http://[::1]:1"),
    ])
    func `an address is scheme, host and port`(text: String, address: String) throws {
        #expect(try ServerAddress(text).description == address)
    }

    @Test(arguments: [
        ("foo", ServerAddressError.noScheme("foo")), ("", .noScheme("")),
        ("127.0.0.1:7860", .noScheme("127.0.0.1:7860")),
        ("localhost:7860", .noScheme("localhost:7860")),
        ("ftp://a", .noScheme("ftp://a")), ("http://", .noHost("http://")),
        ("http://:80", .noHost("http://:80")), ("http://a:0", .badPort("http://a:0")),
        ("http://a:65536", .badPort("http://a:65536")), ("http://a/foo", .path("http://a/foo")),
        ("http://a?b", .path("http://a?b")), ("http://a/#b", .path("http://a/#b")),
        ("http://ada:tulip@a", .credentials), ("http://ada:tulip@a/foo", .credentials),
    ])
    func `what is no server's address is said to be none`(
        text: String, error: ServerAddressError
    ) {
        #expect(throws: error) { try ServerAddress(text) }
        #expect(!error.description.contains("tulip"))
    }
}
