import Testing
import Wire

@Suite struct `JSON of any kind` {
    @Test func `is read as it was written`() throws {
        var random = RepeatableRandom(1)
        for _ in 0..<5_000 {
            let value = JSONValue.random(&random)
            #expect(try JSONValue(parsing: value.bytes) == value)
        }
    }

    @Test func `never stops the program, even if bytes of it are broken`() {
        var random = RepeatableRandom(2)
        var refused = 0
        for _ in 0..<100_000 {
            var bytes = Array(JSONValue.random(&random, depth: 4).bytes)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch random.next() % 3 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.insert(Array("[]{}\",:\\u0e-".utf8).randomElement()!, at: place)
                default: bytes.removeSubrange(place...)
                }
                if bytes.isEmpty { bytes = [0x20] }
            }
            do {
                let value = try JSONValue(parsing: bytes)
                let again = try JSONValue(parsing: value.bytes)
                if again != value { Issue.record("\(value) became \(again)") }
            } catch {
                refused += 1
            }
        }
        #expect(refused > 10_000 && refused < 100_000)
    }

    @Test func `infinities and what is no number are written as null`() {
        #expect(JSONValue.array([.number(.infinity), .number(.nan)]).serialised == "[null,null]")
    }

    @Test func `control characters are escaped and all else is left`() {
        #expect(
            JSONValue.string("\u{1}\u{1f}\u{8}\t\"\\/ä").serialised
                == "\"\\u0001\\u001f\\b\\t\\\"\\\\/ä\"")
    }
}

@Suite struct `An object` {
    @Test func `keeps its order through changes, few keys or many`() {
        for count in [3, 9, 40] {
            var object = JSONObject((0..<count).map { ("k\($0)", .integer($0)) })
            object["k1"] = "new"
            object["k0"] = nil
            object["later"] = true
            #expect(object.keys == (1..<count).map { "k\($0)" } + ["later"])
            #expect(object["k1"] == "new")
            #expect(object["k0"] == nil)
            #expect(object["k2"] == 2)
            #expect(object["later"] == true)
        }
    }
}
