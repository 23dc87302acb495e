import Synchronization
import Testing

@testable import Server

/// A web of names and pages that remembers who connected where.
private final class DoubleWeb: Sendable {
    struct Page: Sendable {
        var status = 200
        var location: String?
        var length: Int?
        var chunks: [[UInt8]] = []
        /// Whether the body goes on for ever after its chunks, with more of the last.
        var isEndless = false
        /// Whether nothing comes any more after the chunks.
        var hangs = false
    }

    private let names: [String: [[String]]]
    private let pages: [String: Page]
    private let asked = Mutex<[String: Int]>([:])
    private let connected = Mutex<[String]>([])
    private let given = Mutex(0)

    /// - Parameter names: the addresses of each name at the first, second… time it is asked for; the last stay.
    init(names: [String: [[String]]], pages: [String: Page]) {
        self.names = names
        self.pages = pages
    }

    var connections: [String] { connected.withLock(\.self) }
    var chunksGiven: Int { given.withLock(\.self) }

    func fetch(bytes: Int = 1_000, time: Duration = .seconds(60)) -> PictureFetch {
        PictureFetch(bytes: bytes, time: time, resolve: resolve, get: get)
    }

    @Sendable private func resolve(_ name: String) async throws -> [IPAddress] {
        struct Unknown: Error {}
        guard let answers = names[name] else { throw Unknown() }
        let time = asked.withLock {
            $0[name, default: -1] += 1
            return $0[name, default: 0]
        }
        return answers[min(time, answers.count - 1)].compactMap { IPAddress($0) }
    }

    @Sendable private func get(_ target: PictureFetch.Target) async throws -> PictureFetch.Answer {
        struct Refused: Error {}
        connected.withLock { $0.append("\(target.address)") }
        guard let page = pages[target.url.authority + target.url.target] else { throw Refused() }
        let counter = Mutex(0)
        let body = AsyncThrowingStream<[UInt8], any Error> {
            let index = counter.withLock {
                $0 += 1
                return $0 - 1
            }
            self.given.withLock { $0 += 1 }
            if index < page.chunks.count { return page.chunks[index] }
            if page.hangs { try await Task.sleep(for: .seconds(600)) }
            return page.isEndless ? page.chunks.last : nil
        }
        return PictureFetch.Answer(
            status: page.status, location: page.location, length: page.length, body: body)
    }
}

struct PictureFetchTests {
    private static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(0..<100)
    private static let names = [
        "a.com": [["8.8.8.8", "2606:4700::1111"]], "b.com": [["9.9.9.9"]],
        "inside.com": [["10.0.0.1"]], "both.com": [["8.8.8.8", "127.0.0.1"]],
        "mapped.com": [["::ffff:127.0.0.1"]], "none.com": [[]],
        "flips.com": [["8.8.4.4"], ["127.0.0.1"]],
    ]

    private func web(_ pages: [String: DoubleWeb.Page]) -> DoubleWeb {
        DoubleWeb(names: Self.names, pages: pages)
    }

    private func expect(
        _ error: FetchError, from url: String, _ pages: [String: DoubleWeb.Page] = [:],
        connections: [String], bytes: Int = 1_000, time: Duration = .seconds(60)
    ) async {
        let web = web(pages)
        await #expect(throws: error, "\(url)") {
            try await web.fetch(bytes: bytes, time: time)(url)
        }
        #expect(web.connections == connections, "\(url)")
    }

    @Test func `a picture is fetched from the first address of its name`() async throws {
        let web = web([
            "a.com/x.png?y": .init(
                length: 108, chunks: [Array(Self.png[..<3]), [], Array(Self.png[3...])])
        ])
        #expect(try await web.fetch()("https://a.com/x.png?y#z") == Self.png)
        #expect(web.connections == ["8.8.8.8"])
    }

    @Test func `nothing is connected to unless all addresses are public`() async {
        for name in ["inside.com", "both.com", "mapped.com"] {
            await expect(.privateAddress, from: "https://\(name)/", connections: [])
        }
        await expect(.unknownName, from: "https://none.com/", connections: [])
        await expect(.unknownName, from: "https://nowhere.com/", connections: [])
    }

    @Test(arguments: URLPolicyTests.hostile.indices)
    func `no hostile form connects to anything, from the start or by a redirect`(
        index: Int
    ) async {
        let (url, error) = URLPolicyTests.hostile[index]
        await expect(error, from: url, connections: [])
        let web = web(["a.com/": .init(status: 302, location: url)])
        _ = try? await web.fetch()("https://a.com/")
        // Some forms are relative as a redirect and lead back to where they came from.
        #expect(web.connections.allSatisfy { $0 == "8.8.8.8" })
    }

    @Test func `a name that resolves anew inside is not connected to`() async {
        await expect(
            .privateAddress, from: "https://flips.com/",
            ["flips.com/": .init(status: 302, location: "/again")], connections: ["8.8.4.4"])
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `three redirects are followed, each checked anew`(status: Int) async throws {
        func page(_ location: String) -> DoubleWeb.Page {
            .init(status: status, location: location)
        }
        let web = web([
            "a.com/": page("//b.com/1"), "b.com/1": page("2"), "b.com/2": page("http://a.com/3"),
            "a.com/3": .init(chunks: [Self.png]),
        ])
        #expect(try await web.fetch()("https://a.com") == Self.png)
        #expect(web.connections == ["8.8.8.8", "9.9.9.9", "9.9.9.9", "8.8.8.8"])
    }

    @Test func `a fourth redirect, one to inside and one to nowhere are refused`() async {
        await expect(
            .tooManyRedirects(limit: 3), from: "https://b.com/",
            ["b.com/": .init(status: 301, location: "/")],
            connections: Array(repeating: "9.9.9.9", count: 4))
        for (location, error) in [
            ("http://169.254.169.254/latest/meta-data", .privateAddress),
            ("http://[::1]/", .privateAddress),
            ("https://inside.com/", .privateAddress), ("//localhost/", .localName),
            ("file:///etc/passwd", .badScheme), ("https://b.com:8080/", .badPort),
            ("https://x@b.com/", .userInformation),
        ] as [(String, FetchError)] {
            await expect(
                error, from: "https://b.com/", ["b.com/": .init(status: 307, location: location)],
                connections: ["9.9.9.9"])
        }
        await expect(
            .badRedirect, from: "https://b.com/", ["b.com/": .init(status: 302)],
            connections: ["9.9.9.9"])
    }

    @Test(arguments: [204, 206, 300, 304, 401, 404, 500])
    func `only 200 is an answer`(status: Int) async {
        await expect(
            .badStatus(status), from: "https://b.com/",
            ["b.com/": .init(status: status, chunks: [Self.png])], connections: ["9.9.9.9"])
    }

    @Test func `a picture that is too large is left off at once`() async throws {
        await expect(
            .tooLarge(limit: 1_000), from: "https://b.com/",
            ["b.com/": .init(length: 10 << 30, chunks: [Self.png])], connections: ["9.9.9.9"])
        let web = web([
            "b.com/": .init(chunks: [Self.png, [UInt8](repeating: 0, count: 100)], isEndless: true)
        ])
        await #expect(throws: FetchError.tooLarge(limit: 1_000)) {
            try await web.fetch()("https://b.com/")
        }
        #expect(web.chunksGiven <= 11)
        let exact = self.web(["b.com/": .init(length: -5, chunks: [Self.png])])
        #expect(try await exact.fetch(bytes: Self.png.count)("https://b.com/") == Self.png)
    }

    @Test func `what is no picture is left off at its first bytes`() async {
        for chunks in [
            [], [[]], [Array(Self.png[..<11])], [Array("<html><body>secret</body>".utf8)],
            [Array("GIF89a-------".utf8)], [Array("RIFF....WAVE".utf8)],
        ] as [[[UInt8]]] {
            await expect(
                .noPicture, from: "https://b.com/", ["b.com/": .init(chunks: chunks)],
                connections: ["9.9.9.9"])
        }
        let web = web(["b.com/": .init(chunks: [Array("<html><body>".utf8)], isEndless: true)])
        await #expect(throws: FetchError.noPicture) { try await web.fetch()("https://b.com/") }
        #expect(web.chunksGiven == 1)
        #expect(PictureMagic.matches([0xFF, 0xD8, 0xFF] + [UInt8](repeating: 0, count: 9)))
        #expect(PictureMagic.matches(Array("RIFF....WEBP".utf8)))
    }

    @Test func `a slow server is left when the time is over`() async {
        let time = Duration.milliseconds(50)
        await expect(
            .timedOut(time), from: "https://b.com/",
            ["b.com/": .init(chunks: [Self.png], hangs: true)], connections: ["9.9.9.9"], time: time
        )
    }

    @Test func `a resolver that does not listen is not waited for`() async {
        let release = AsyncStream<Void>.makeStream()
        let fetch = PictureFetch(
            time: .milliseconds(50),
            resolve: { _ in
                await withCheckedContinuation { continuation in
                    Task.detached {
                        for await _ in release.stream {}
                        continuation.resume()
                    }
                }
                return []
            },
            get: { _ in throw FetchError.cannotConnect })
        let started = ContinuousClock.now
        await #expect(throws: FetchError.timedOut(.milliseconds(50))) {
            try await fetch("https://b.com/")
        }
        #expect(ContinuousClock.now - started < .seconds(30))
        release.continuation.finish()
    }

    @Test func `a cancelled fetch ends`() async {
        let web = web(["b.com/": .init(chunks: [Self.png], hangs: true)])
        let task = Task { try await web.fetch()("https://b.com/") }
        while web.chunksGiven < 2 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `a server that cannot be reached is told by one word`() async {
        await expect(.cannotConnect, from: "https://b.com/gone", connections: ["9.9.9.9"])
    }
}
