import Testing

@testable import Server

struct AddressTests {
    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255", "2001:200::", "2001:4860:4860::8888", "2606:4700::1111", "2a00::1",
        "2400::",
        "2001:db7::1", "2001:db9::1", "2003::1", "64:ff9b::8.8.8.8", "3ffe::1",
    ])
    func `addresses of the internet are public`(text: String) throws {
        #expect(AddressPolicy.isPublic(try #require(IPAddress(text))))
    }

    @Test(arguments: [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255", "169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255",
        "192.0.0.0",
        "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.0",
        "198.19.255.255", "198.51.100.1", "203.0.113.255", "224.0.0.1", "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255", "::", "::1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:8.8.8.8",
        "::ffff:0:8.8.8.8",
        "64:ff9b::127.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b::a00:1", "64:ff9b:1::8.8.8.8",
        "100::1",
        "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:10::1", "2001:20::1",
        "2001:1ff:ffff::",
        "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "2002:c0a8:101::1", "3fff::1",
        "3fff:fff::1",
        "4000::1", "5f00::1", "1fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "febf::1", "fec0::1",
        "ff02::1",
    ])
    func `all others are not`(text: String) throws {
        #expect(!AddressPolicy.isPublic(try #require(IPAddress(text))))
    }

    @Test(arguments: [
        "", ".", "1", "1.2.3", "1.2.3.4.5", "1.2.3.4.", ".1.2.3.4", "01.2.3.4", "1.2.3.256",
        "1.2.3.-1", "+1.2.3.4",
        "1.2.3.4 ", "0x1.2.3.4", "1.2.3.a", "1..2.3", "١.1.1.1", ":", ":::", "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "g::", "::1%eth0",
        "[::1]",
        "::1.2.3", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "::1/128", " ::1", "-1::",
        "+1::",
    ])
    func `what is no address in full is none`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `an address has the text that it is read from`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let four = IPAddress.v4(generator.next())
            #expect(IPAddress(four.description) == four)
            let six = IPAddress.v6(UInt128.random(in: 0...(.max), using: &generator))
            #expect(IPAddress(six.description) == six)
        }
        #expect(IPAddress("1:2::3:4")?.description == "1:2:0:0:0:0:3:4")
        #expect(IPAddress("::")?.description == "0:0:0:0:0:0:0:0")
        #expect(IPAddress("1::") == .v6(1 << 112))
        #expect(IPAddress("::FFFF:1.2.3.4")?.unmapped == .v4(0x0102_0304))
    }

    @Test(arguments: ["localhost\u{0}", "local\thost", "a\u{7F}b", "a b", "a\nb", "ａ.com", "a%00b"])
    func `an authority has no characters that are not plain`(text: String) {
        #expect(Authority(text) == nil)
    }
}
