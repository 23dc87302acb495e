import Testing

@testable import Server

struct OriginTests {
    @Test(arguments: [
        ("http://localhost", "http://localhost"), ("HTTP://LocalHost:80", "http://localhost"),
        ("https://a.example:443", "https://a.example"),
        ("https://a.example:8443", "https://a.example:8443"),
        ("tauri://localhost", "tauri://localhost"),
        ("http://[::1]:7860", "http://[0:0:0:0:0:0:0:1]:7860"),
    ])
    func `an origin has one spelling`(text: String, spelling: String) {
        #expect(Origin(text)?.description == spelling)
    }

    @Test(arguments: [
        "", "null", "*", "localhost", "//localhost", "http:/localhost", "http://", "http://a/",
        "http://a/b",
        "http://u@a", "http://a b", "http://a,http://b", "1http://a", "ht_tp://a", "file://",
        "http://2130706433", "http://a:0", "http://*.a.example",
    ])
    func `whatever is no scheme, host and port is no origin`(text: String) {
        #expect(Origin(text) == nil)
    }

    @Test(arguments: [
        "*", "null", "https://*.example.com", "example.com", "https://a.example/path",
    ])
    func `a list cannot hold what is no origin`(text: String) {
        #expect(throws: GateError.badOrigin(text)) { try GateConfiguration(origins: [text]) }
    }

    @Test func `an origin may be configured with the slash that people copy`() throws {
        let configuration = try GateConfiguration(origins: ["https://A.example:443/"])
        #expect(Array(configuration.origins.values) == ["https://a.example"])
    }

    @Test(arguments: ["*", "a b", "http://a", "127.1", "a:99999"])
    func `a list cannot hold what is no host`(text: String) {
        #expect(throws: GateError.badHost(text)) { try GateConfiguration(hosts: [text]) }
    }
}
