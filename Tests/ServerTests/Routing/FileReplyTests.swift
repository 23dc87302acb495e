import HTTPTypes
import Testing

@testable import Server

/// Parts of a file, and files that somebody has already.
@Suite struct FileReplyTests {
    private func reply(_ fields: HTTPFields) throws -> Reply {
        let head = HTTPRequest(
            method: .get, scheme: "http", authority: "localhost", path: "/", headerFields: fields)
        return try FileReply(bytes: Array(0..<10), type: "image/png", tag: "abc").reply(to: head)
    }

    private func bytes(_ reply: Reply) -> [UInt8]? {
        guard case .bytes(let bytes, "image/png") = reply.body else { return nil }
        return bytes
    }

    @Test(arguments: ["\"abc\"", "W/\"abc\"", "\"x\", \"abc\"", "*", " \"abc\" ,\"y\""])
    func `a file that is there already is not sent again`(tags: String) throws {
        let reply = try reply([.ifNoneMatch: tags, .range: "bytes=0-1"])
        #expect(reply.status == .notModified && reply.fields[.eTag] == "\"abc\"")
        #expect(bytes(reply) == nil)
    }

    @Test(arguments: ["abc", "\"ab\"", "\"abcd\"", "", "W/", ","])
    func `another tag gets the whole file`(tags: String) throws {
        let reply = try reply([.ifNoneMatch: tags])
        #expect(reply.status == .ok && bytes(reply) == Array(0..<10))
        #expect(reply.fields[.eTag] == "\"abc\"" && reply.fields[.acceptRanges] == "bytes")
    }

    @Test(arguments: [
        ("bytes=0-0", 0, 0), ("bytes=2-5", 2, 5), ("bytes=7-", 7, 9), ("bytes=-3", 7, 9),
        ("bytes=-30", 0, 9), ("bytes=5-999", 5, 9), ("Bytes=0-", 0, 9),
    ])
    func `a part is sent with its place`(range: String, first: Int, last: Int) throws {
        let reply = try reply([.range: range, .ifRange: "\"abc\""])
        #expect(reply.status == .partialContent)
        #expect(reply.fields[.contentRange] == "bytes \(first)-\(last)/10")
        #expect(bytes(reply) == (first...last).map { UInt8($0) })
    }

    @Test(arguments: [
        "bytes=5-2", "bytes=0-1,3-4", "bytes=a-b", "bytes=", "bytes=-", "items=0-1", "bytes=1",
        "bytes=99999999999999999999-", "bytes=+1-2", "bytes=1-2-3", "bytes=--1",
    ])
    func `what is no single range gets the whole file`(range: String) throws {
        #expect(try bytes(reply([.range: range])) == Array(0..<10))
    }

    @Test(arguments: ["bytes=10-", "bytes=10-12", "bytes=-0", "bytes=999999999999999999-"])
    func `a part that is not there is refused with the length`(range: String) throws {
        do {
            _ = try reply([.range: range])
            Issue.record("a part was sent")
        } catch let error as APIError {
            #expect(error.status == .rangeNotSatisfiable)
            #expect(error.fields[.contentRange] == "bytes */10")
        }
    }

    @Test func `a range of another content gets the whole file`() throws {
        #expect(try reply([.range: "bytes=0-1", .ifRange: "\"x\""]).status == .ok)
    }
}
