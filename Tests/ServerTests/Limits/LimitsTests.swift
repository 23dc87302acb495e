import HTTPTypes
import Testing
import Wire

@testable import Server

struct LimitsTests {
    private let limits = Limits()

    private func breach(_ check: () throws(LimitBreach) -> Void) -> LimitBreach? {
        do throws(LimitBreach) {
            try check()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a picture's size is bounded in both sides and in all`() {
        for (width, height) in [(1, 1), (16_384, 4_096), (8_192, 8_192)] {
            #expect(
                breach { () throws(LimitBreach) in try limits.check(width: width, height: height) }
                    == nil)
        }
        let wrong: [(Int, Int, String)] = [
            (0, 1, "pixels"), (1, -1, "pixels"), (16_385, 1, "edge"), (1, .max, "edge"),
            (16_384, 4_097, "pixels"), (.min, .min, "pixels"), (.max, .max, "edge"),
        ]
        for (width, height, limit) in wrong {
            let found = breach { () throws(LimitBreach) in
                try limits.check(width: width, height: height)
            }
            #expect(found?.limit == limit && found?.status.code == 422)
        }
        var wide = limits
        wide.edge = .max
        #expect(
            breach { () throws(LimitBreach) in try wide.check(width: .max, height: .max) }
                == .tooManyPixels(width: .max, height: .max, limit: wide.pixels))
    }

    @Test func `prompts are bounded`() {
        for (count, isRight) in [(0, true), (65_536, true), (65_537, false)] {
            let prompt = String(repeating: "ä", count: count)
            let found = breach { () throws(LimitBreach) in try limits.check(prompt: prompt) }
            #expect((found == nil) == isRight)
        }
    }

    @Test func `a full disk takes no jobs`() {
        #expect(
            breach { () throws(LimitBreach) in try limits.check(freeDiskBytes: 512 << 20) } == nil)
        let found = breach { () throws(LimitBreach) in
            try limits.check(freeDiskBytes: (512 << 20) - 1)
        }
        #expect(found?.status.code == 507 && found?.limit == "free_disk_bytes")
    }

    @Test(arguments: LimitBreach.examples)
    func `every breach is a sentence with a status and, where a figure is behind it, its name`(
        breach: LimitBreach
    ) {
        #expect(breach.description.last == "." && !breach.description.contains("\n"))
        #expect([408, 413, 422, 429, 431, 503, 507].contains(breach.status.code))
        let mayPassLater = [429, 503, 507].contains(breach.status.code)
        #expect((breach.retryAfter != nil) == mayPassLater)
        let names = Set(
            names(of: limits) + names(of: JSONLimits.standard).map { "json_\($0)" })
        if let limit = breach.limit {
            #expect(names.contains(limit), "\(limit) is no limit")
        } else {
            #expect(["stopping", "no_worker"].contains(breach.code))
        }
    }

    private func names(of limits: Any) -> [String] {
        Mirror(reflecting: limits).children.compactMap(\.label).map(snakeCase)
    }

    private func snakeCase(_ name: String) -> String {
        name.map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
    }
}

extension LimitBreach {
    /// One of each.
    static let examples: [LimitBreach] = [
        .headersTooLarge(bytes: 1), .tooManyFields(limit: 1), .slowHead(seconds: 1),
        .slowBody(rate: 1), .bodyTooLarge(bytes: 1),
        .bodiesTooLarge(bytes: 1), .responsesTooLarge(bytes: 1), .jsonTooDeep(limit: 1),
        .tooManyValues(limit: 1), .tooManyKeys(limit: 1), .longString(bytes: 1),
        .badSize(width: 0, height: 1), .tooLongEdge(width: 2, height: 1, limit: 1),
        .tooManyPixels(width: 2, height: 1, limit: 1), .tooManyImages(2, limit: 1),
        .longPrompt(characters: 2, limit: 1), .tooManyPictures(2, limit: 1),
        .queueFull(limit: 1, wait: 0), .ownQueueFull(limit: 1, wait: 0),
        .tooManyWaiting(limit: 1, wait: 1), .tooManyStreams(limit: 1, wait: 1), .stopping(wait: 1),
        .diskFull(bytes: 1),
    ]
}
