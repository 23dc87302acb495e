import Foundation

extension RunningServer {
    /// Prints what an address answers, whatever its status.
    private static let script = """
        import sys, urllib.error, urllib.request
        data = sys.stdin.buffer.read() or None
        request = urllib.request.Request(sys.argv[1], data, {"Content-Type": "application/json"})
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            answer = error
        sys.stdout.buffer.write(answer.read())
        """

    /// What a path answers; with a body it is posted.
    func bytes(_ path: String, _ body: String? = nil) throws -> Data {
        let client = Process()
        client.executableURL = URL(fileURLWithPath: Self.root + "/.venv/bin/python")
        client.arguments = ["-c", Self.script, address + path]
        let (input, output) = (Pipe(), Pipe())
        (client.standardInput, client.standardOutput) = (input, output)
        try client.run()
        try input.fileHandleForWriting.write(contentsOf: Data((body ?? "").utf8))
        try input.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        client.waitUntilExit()
        return data
    }

    /// The JSON of a path.
    func json(_ path: String, _ body: String? = nil) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: bytes(path, body)) as? [String: Any] ?? [:]
    }

    /// A measure of `/metrics`, by its name with its labels; `nil` where there is none.
    func measure(_ name: String) throws -> Double? {
        String(decoding: try bytes("/metrics"), as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix(name + " ") }
            .flatMap { $0.split(separator: " ").last.flatMap { Double($0) } }
    }

    /// The processes that it has started.
    var workers: [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { Int32($0) }.filter { id in
            let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
            return status?.contains("PPid:\t\(processID)\n") == true
        }
    }
}

/// Waits until something holds, for a minute at most.
func waiting(_ holds: () throws -> Bool) throws -> Bool {
    for _ in 0..<600 {
        if try holds() { return true }
        Thread.sleep(forTimeInterval: 0.1)
    }
    return false
}
