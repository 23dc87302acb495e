import Testing

@testable import Server

struct URLPolicyTests {
    @Test(arguments: [
        ("https://example.com/a.png", "example.com", 443, "/a.png", "example.com"),
        ("HTTP://Example.COM", "example.com", 80, "/", "example.com"),
        ("https://example.com?x=1/2#y", "example.com", 443, "/?x=1/2", "example.com"),
        ("http://example.com:443/a%20b?c", "example.com", 443, "/a%20b?c", "example.com:443"),
        ("https://8.8.8.8:80/", "8.8.8.8", 80, "/", "8.8.8.8:80"),
        ("https://xn--bcher-kva.de/%F0%9F", "xn--bcher-kva.de", 443, "/%F0%9F", "xn--bcher-kva.de"),
        ("https://a.b_c.com/@x:y", "a.b_c.com", 443, "/@x:y", "a.b_c.com"),
    ])
    func `a URL is read into its parts`(
        url: String, host: String, port: Int, target: String, authority: String
    ) throws {
        let checked = try URLPolicy.check(url)
        #expect(checked.host.description == host && checked.port == port)
        #expect(checked.target == target && checked.authority == authority)
    }

    /// Forms by which one server or another was led to its own machine or network.
    static let hostile: [(String, FetchError)] =
        [
            // Numbers in other notations, short forms and overflows.
            "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1",
            "127.0.1", "127.0.0.1.",
            "0", "0x0", "1", "4294967297", "127.0.0.01", "127.000.000.001", "0x7f.1",
            "0x7F.0x0.0x0.0x1", "127.0.0.0x1",
            "127.0.0.256", "1.2.3.4.5", "a.1", "a.0x", "3232235777", "0xa9fea9fe", "169.254.43518",
            "0251.0376.0251.0376",
            "%31%32%37.0.0.1", "127.0.0.1%00.example.com", "127。0。0。1", "①②⑦.⓪.⓪.①", "１２７.0.0.1",
            // Addresses that are no plain host.
            "::1", "[::1", "::1]", "[127.0.0.1]", "[::1%25lo]", "[fe80::1%eth0]", "[1]", "[]",
            "[::1].example.com",
            "[::ffff:127.0.0.1]x", "", ".", "..", "example.com.", ".example.com", "-a.com",
            "a-.com", "a..com",
            "example.com:", "example.com:0", "example.com:080", "example.com:65616",
            "example.com:+80",
            "example.com:80:80", "example.com:8O", "exam*ple.com", "example.com,127.0.0.1",
            "a$b.com", "a;b.com",
            String(repeating: "a", count: 64) + ".com", String(repeating: "a.", count: 130) + "com",
        ].map { ("http://\($0)/x.png", $0.utf8.allSatisfy { $0 < 0x80 } ? .badHost : .badURL) }
        + [
            // Addresses that are not of the internet.
            "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1",
            "255.255.255.255", "240.0.0.1",
            "192.0.2.1", "203.0.113.1", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]", "[::ffff:169.254.169.254]", "[::ffff:8.8.8.8]",
            "[64:ff9b::127.0.0.1]",
            "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]",
            "[fc00::1]",
            "[fd00:ec2::254]", "[ff02::1]", "[2001:db8::1]",
        ].map { ("https://\($0)/", .privateAddress) }
        + [
            // Names of local networks.
            "localhost", "LOCALHOST", "localhost:80", "a.localhost", "printer", "router.local",
            "metadata.google.internal",
            "nas.lan", "x.home.arpa", "1.0.0.127.in-addr.arpa", "a.onion", "localhost.localdomain",
            "db.corp",
        ].map { ("http://\($0)", .localName) }
        + [
            "http://user@example.com/", "http://user:pass@example.com",
            "http://127.0.0.1@example.com",
            "http://example.com@127.0.0.1/", "http://a:80@b/", "http://@example.com",
            "http://example.com:80@localhost/",
        ].map { ($0, .userInformation) }
        + [
            "ftp://example.com/", "file:///etc/passwd", "gopher://example.com",
            "data:image/png;base64,AAAA",
            "javascript:1", "dict://localhost:11211/", "ws://example.com", "httpx://example.com",
            "://example.com",
            "jar:http://example.com!/", "unix:/run/x.sock", "http+unix://x/",
            "blob:https://example.com/",
        ].map { ($0, .badScheme) }
        + [
            "http://example.com:8080/", "https://example.com:22/", "https://example.com:6379/",
            "http://example.com:65535/",
            "http://8.8.8.8:25/", "http://example.com:1",
        ].map { ($0, .badPort) }
        + [
            "", "example.com", "//example.com/", "http:example.com", "http:/example.com",
            "http:\\\\example.com",
            "http://example.com\\@127.0.0.1/", "http://exa mple.com", " http://example.com",
            "http://example.com/ ",
            "http://example.com/\r\nHost: localhost", "http://example.com\t.local",
            "http://example.com/\u{0}",
            "http://bücher.de/", "http://example.com/ü", "http://<x>", "http://example.com/`id`",
            "http://{a}.com",
            "http://example.com/" + String(repeating: "a", count: 2_048),
        ].map { ($0, .badURL) }

    @Test func `there are many hostile forms`() {
        #expect(Set(Self.hostile.map(\.0)).count >= 140)
    }

    @Test(arguments: hostile.indices)
    func `a hostile form is refused for what is wrong with it`(index: Int) {
        let (url, error) = Self.hostile[index]
        #expect(throws: error, "\(url)") { try URLPolicy.check(url) }
        #expect(error.description.last == ".")
    }

    @Test(arguments: [
        ("https://b.com/x", "https://b.com/x"), ("//b.com/x", "https://b.com/x"),
        ("/x?y", "https://a.com/x?y"), ("?y", "https://a.com/p/q?y"),
        ("x/y", "https://a.com/p/x/y"),
        ("", "https://a.com/p/"), ("x:y", "x:y"), ("./x:y", "https://a.com/p/./x:y"),
        ("//localhost", "https://localhost"), ("HTTP://b.com", "HTTP://b.com"),
    ])
    func `a redirect leads where a browser would go`(location: String, url: String) throws {
        let from = try URLPolicy.check("https://a.com/p/q?r=/s/t#u")
        #expect(from.redirected(to: location) == url)
    }

    @Test func `a redirect keeps a port that was said`() throws {
        let from = try URLPolicy.check("https://a.com:80")
        #expect(from.redirected(to: "x") == "https://a.com:80/x")
    }
}
