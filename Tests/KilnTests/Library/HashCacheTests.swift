import Checkpoints
import Foundation
import Kiln
import Synchronization
import Testing

/// Adds up numbers that come from several threads.
private final class Tally: Sendable {
    private let sum = Mutex(0)
    var total: Int { sum.withLock(\.self) }
    func add(_ number: Int) { sum.withLock { $0 += number } }
}

@Suite struct HashCacheTests {
    let folder: LibraryFolder
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    init() throws { folder = try LibraryFolder() }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            String(repeating: "a", count: 5_000_000),
            "7f4a285193573e707fcb6398222c00f044745cd2930e41d28d30da87d6ca183f"
        ),
    ])
    func `a hash is SHA-256, over many reads too`(contents: String, hash: String) throws {
        let file = try folder.add("a", contents)
        #expect(try folder.hashes.sha256(file) == hash)
    }

    @Test func `a hash is known only after it was computed`() throws {
        let file = try folder.add("a", "abc")
        let hashes = folder.hashes
        #expect(hashes.cached(file) == nil)
        #expect(try hashes.sha256(file) == abc)
        #expect(hashes.cached(file) == abc && folder.hashes.cached(file) == abc)
    }

    @Test func `a known hash is not computed again`() throws {
        let file = try folder.add("a", "abc")
        _ = try folder.hashes.sha256(file)
        let other = String(repeating: "0", count: 64)
        try replaceInCache(abc, by: other)
        #expect(try folder.hashes.sha256(file) == other)
    }

    @Test func `a file that changed in size or time has no known hash`() throws {
        let file = try folder.add("a", "abc")
        let hashes = folder.hashes
        _ = try hashes.sha256(file)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000)], ofItemAtPath: file)
        #expect(hashes.cached(file) == nil)
        #expect(try hashes.sha256(file) == abc)
        try folder.add("a", "abcd")
        #expect(hashes.cached(file) == nil)
        #expect(try hashes.sha256(file) != abc)
    }

    @Test func `a file that several want at once is read through once`() async throws {
        let file = try folder.add("a", String(repeating: "a", count: 5_000_000))
        let hashes = folder.hashes
        let read = Tally()
        let found = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try hashes.sha256(file, progress: { bytes in read.add(bytes) })
                }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(found.count == 1)
        #expect(read.total == 5_000_000)
    }

    @Test func `who wants a hash only if it is known does not wait for it`() throws {
        let file = try folder.add("a", "abc")
        let hashes = folder.hashes
        #expect(throws: CancellationError.self) { try hashes.sha256(file, isCancelled: { true }) }
        _ = try hashes.sha256(file)
        #expect(try hashes.sha256(file, isCancelled: { true }) == abc)
    }

    @Test func `a file is the same by every path to it`() throws {
        try folder.add("a", "abc")
        try folder.link("b", to: "a")
        _ = try folder.hashes.sha256(folder.path + "/b")
        #expect(folder.hashes.cached(folder.path + "/cache/../a") == abc)
    }

    @Test(arguments: ["", "{", "[]", #"{"/a":1}"#, "\u{0}"])
    func `a damaged cache counts as empty and is replaced`(contents: String) throws {
        try folder.add("cache/hashes.json", contents)
        let file = try folder.add("a", "abc")
        #expect(folder.hashes.cached(file) == nil)
        #expect(try folder.hashes.sha256(file) == abc)
        #expect(folder.hashes.cached(file) == abc)
    }

    @Test(arguments: ["", "00", String(repeating: "g", count: 64)])
    func `what is no hash is not taken from the cache`(wrong: String) throws {
        let file = try folder.add("a", "abc")
        _ = try folder.hashes.sha256(file)
        try replaceInCache(abc, by: wrong)
        #expect(folder.hashes.cached(file) == nil)
    }

    @Test func `two caches on one file see each other's hashes`() throws {
        let first = folder.hashes
        let second = folder.hashes
        let a = try folder.add("a", "abc")
        let b = try folder.add("b", "b")
        _ = try first.sha256(a)
        _ = try second.sha256(b)
        #expect(second.cached(a) == abc && first.cached(b) != nil)
        #expect(folder.hashes.cached(a) == abc && folder.hashes.cached(b) != nil)
    }

    @Test func `many hashes at once are all kept`() async throws {
        let files = try (0..<24).map { try folder.add("f\($0)") }
        let hashes = folder.hashes
        try await withThrowingTaskGroup(of: Void.self) { group in
            for file in files { group.addTask { _ = try hashes.sha256(file) } }
            try await group.waitForAll()
        }
        let later = folder.hashes
        #expect(Set(files.compactMap { later.cached($0) }).count == 24)
    }

    @Test func `a cache that cannot be written is no error`() throws {
        try folder.add("cache", "a file where the cache's folder should be")
        let file = try folder.add("a", "abc")
        let hashes = folder.hashes
        #expect(try hashes.sha256(file) == abc)
    }

    @Test func `nothing but the cache is left in its folder`() throws {
        _ = try folder.hashes.sha256(folder.add("a", "abc"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path + "/cache")
                == ["hashes.json"])
    }

    @Test func `hashing stops between reads when it is cancelled`() throws {
        let file = try folder.add("a", String(repeating: "a", count: 5_000_000))
        var asked = 0
        #expect(throws: CancellationError.self) {
            try folder.hashes.sha256(file) {
                asked += 1
                return asked == 2
            }
        }
        #expect(asked == 2 && folder.hashes.cached(file) == nil)
    }

    @Test func `a file that changes while it is read has no hash`() throws {
        let file = try folder.add("a", "abc")
        #expect(throws: CheckpointError.changed(path: file)) {
            try folder.hashes.sha256(file) {
                _ = try? folder.add("a", "abcd")
                return false
            }
        }
        #expect(folder.hashes.cached(file) == nil)
    }

    @Test func `what is not there has no hash`() {
        let path = folder.path + "/none"
        #expect(folder.hashes.cached(path) == nil)
        #expect(throws: CheckpointError.unreadable(path: path, reason: "No such file or directory"))
        {
            try folder.hashes.sha256(path)
        }
    }

    @Test(arguments: [
        (["HOME": "/h"], "/h/.cache/kiln/hashes.json"),
        (["HOME": "/h", "XDG_CACHE_HOME": "/c"], "/c/kiln/hashes.json"),
        (["HOME": "/h", "XDG_CACHE_HOME": ""], "/h/.cache/kiln/hashes.json"),
        (["HOME": "/h", "XDG_CACHE_HOME": "relative"], "/h/.cache/kiln/hashes.json"),
    ])
    func `the user's cache is where the system keeps caches`(
        environment: [String: String], file: String
    ) {
        #expect(HashCache.defaultFile(environment: environment) == file)
    }

    private func replaceInCache(_ old: String, by new: String) throws {
        let file = folder.path + "/cache/hashes.json"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains(old))
        try folder.add("cache/hashes.json", text.replacingOccurrences(of: old, with: new))
    }
}
