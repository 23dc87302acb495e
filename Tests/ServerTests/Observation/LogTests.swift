import Foundation
import Logging
import Synchronization
import Testing

@testable import Server

struct LogTests {
    private let sink = LogLines()
    private let time = Timestamp(milliseconds: 1_795_615_402_123)

    private func logger(json: Bool, provider: Logger.MetadataProvider? = nil) -> Logger {
        Logger(label: "kiln.\"server\"") { label in
            var handler: any LogHandler =
                json
                ? JSONLogHandler(label: label, sink: sink, now: { time })
                : TerminalLogHandler(sink: sink, now: { time })
            handler.metadataProvider = provider
            return handler
        }
    }

    private func objects() throws -> [NSDictionary] {
        try sink.all.map { line in
            #expect(line.last == 0x0A && !line.dropLast().contains { $0 < 0x20 || $0 == 0x7F })
            return try #require(JSONSerialization.jsonObject(with: Data(line)) as? NSDictionary)
        }
    }

    private static let hostile = [
        "", "\"", "\\", "\\\"", "\u{0}", "\n{\"level\":\"info\"}", "\r\n", "\u{1B}]0;x\u{7}",
        "\u{7F}\u{85}\u{9B}",
        "\u{2028}\u{2029}", "\u{202E}gpj.exe", "\u{FEFF}", "\u{E0041}", "🦊", "\u{10FFFF}",
        "é\u{301}\u{301}",
        "e" + String(repeating: "\u{301}", count: 100_000), "%n%s", "{}", "null",
        String(repeating: "x", count: 100_000),
        String(repeating: "\"", count: 20_000),
    ]

    @Test func `an event is one JSON object with its time, level and ids`() throws {
        var log = logger(json: true, provider: .init { ["trace": "t", "images": "0"] })
        log[metadataKey: "request_id"] = "r1"
        log.info(
            "Job accepted.",
            metadata: [
                "job_id": "j1", "images": .stringConvertible(4),
                "passes": ["first", ["hires": "x", "nested": [["a"]]]],
            ])
        log.debug("not told")
        #expect(
            try objects() == [
                [
                    "time": "2026-11-25T14:03:22.123Z", "level": "info",
                    "logger": "kiln.\"server\"", "message": "Job accepted.", "request_id": "r1",
                    "job_id": "j1",
                    "metadata": [
                        "trace": "t", "images": "4",
                        "passes": ["first", ["hires": "x", "nested": [["a"]]]],
                    ],
                ]
            ])
    }

    @Test func `hostile texts stay within their line and their string`() throws {
        let log = logger(json: true)
        for text in Self.hostile {
            log.error(
                "\(text)",
                metadata: [
                    text: "\(text)", "request_id": "\(text)", "list": [.string(text), [text: "x"]],
                ])
        }
        let objects = try objects()
        #expect(objects.count == Self.hostile.count)
        for (object, text) in zip(objects, Self.hostile) {
            let message = try #require(object["message"] as? String)
            #expect(
                message == text
                    || text.unicodeScalars.count > LogText.limit && message.hasSuffix("…"))
            #expect(object["request_id"] as? String == message)
            #expect(object["level"] as? String == "error")
        }
        #expect(sink.all.allSatisfy { $0.count < 200_000 })
    }

    @Test func `deep metadata end`() throws {
        var deep: Logger.MetadataValue = "x"
        for _ in 0..<1_000 {
            deep = .array([deep, .dictionary(["k": deep])].prefix(1).map(\.self))
        }
        logger(json: true).info("deep", metadata: ["deep": deep])
        #expect(try objects().count == 1)
        #expect(sink.all[0].count < 300)
    }

    @Test func `an error of an event is told`() throws {
        struct Broken: Error, CustomStringConvertible { let description = "It broke." }
        logger(json: true).error("No.", error: Broken())
        #expect(try objects().first?["error"] as? String == "It broke.")
    }

    @Test func `a terminal gets one line of plain text`() {
        let log = logger(json: false)
        log.notice("Ready.", metadata: ["port": "7860", "at": "a b", "none": ""])
        let line = "14:03:22.123 notice Ready. at=\"a b\" none=\"\" port=7860\n"
        #expect(sink.all == [Array(line.utf8)])
        for text in Self.hostile { log.notice("\(text)", metadata: [text: "\(text)"]) }
        for line in sink.all {
            #expect(line.firstIndex(of: 0x0A) == line.count - 1)
            let text = String(decoding: line.dropLast(), as: UTF8.self)
            #expect(!text.unicodeScalars.contains { $0.misleads })
        }
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (1_735_689_599_001, "2024-12-31T23:59:59.001Z"),
        ] as [(Int64, String)])
    func `a moment is written as RFC 3339 says`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
    }

    @Test func `moments agree with the calendar of Foundation`() {
        var generator = SystemRandomNumberGenerator()
        let style = Date.ISO8601FormatStyle()
        for _ in 0..<500 {
            let seconds = Int64.random(in: -11_600_000_000...200_000_000_000, using: &generator)
            let wanted = Date(timeIntervalSince1970: Double(seconds)).formatted(style)
            let text = Timestamp(milliseconds: seconds * 1_000).description
            #expect(text == wanted.dropLast() + ".000Z")
        }
        #expect(abs(Double(Timestamp.now.milliseconds) / 1_000 - Date().timeIntervalSince1970) < 10)
    }
}
