import Foundation
import Jobs
import Testing

/// Names of jobs, images and bytes as text.
@Suite struct NameTests {
    @Test func `a name is read back from its text, and every name is new`() throws {
        var seen: Set<JobID> = []
        for _ in 0..<1000 {
            let id = JobID.random()
            #expect(id.description.count == 26)
            #expect(JobID(id.description) == id)
            #expect(seen.insert(id).inserted)
        }
        for bits in [0, 1, 7, 8, .max, .max - 1, 1 << 127] as [UInt128] {
            #expect(JobID(JobID(bits: bits).description)?.bits == bits)
        }
        // RFC 4648: sixteen zero bytes, and sixteen of 255.
        #expect(JobID(bits: 0).description == String(repeating: "a", count: 26))
        #expect(JobID(bits: .max).description == String(repeating: "7", count: 25) + "4")
    }

    @Test func `any other spelling is refused`() {
        let good = JobID(bits: 12345).description
        let rest = String(good.dropFirst())
        let start = String(good.dropLast())
        let bad: [String] = [
            "", "a", start, "\(good)a", "\(good)=", good.uppercased(), "0\(rest)", "1\(rest)",
            "../\(good.dropFirst(3))", "\(start)b", "\(start)c", "\(start)d",
            "ä\(good.dropFirst(2))", "\0\(rest)",
        ]
        for text in bad { #expect(JobID(text) == nil, "\(text)") }
    }

    @Test func `bytes are named by their hash`() throws {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(BlobID(of: []).description == empty)
        #expect(BlobID(empty) == BlobID(of: []))
        let bad: [String] = [
            "", empty.uppercased(), "\(empty)0", String(empty.dropLast()), "g\(empty.dropFirst())",
        ]
        for text in bad {
            #expect(BlobID(text) == nil, "\(text)")
        }
    }

    @Test func `names stand as text in JSON, and others are refused there`() throws {
        let (job, blob) = (JobID.random(), BlobID(of: [1]))
        let json = try JSONEncoder().encode([job.description, job.description])
        #expect(try JSONDecoder().decode([JobID].self, from: json) == [job, job])
        #expect(try JSONEncoder().encode([job]) == JSONEncoder().encode([job.description]))
        #expect(
            try JSONDecoder().decode([BlobID].self, from: JSONEncoder().encode([blob])) == [blob])
        for text in ["[\"x\"]", "[1]", "[null]"] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode([JobID].self, from: Data(text.utf8))
            }
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode([BlobID].self, from: Data(text.utf8))
            }
        }
    }
}
