import Foundation
import Imaging
import Testing

/// Jobs whose worker dies on the way.
@Suite(.serialized) struct SecondTryClientTests {
    /// A picture that was stored: its place, the try that made it, where it is.
    private struct Image {
        let index: Int
        let attempt: Int
        let url: String
    }

    /// The results that a job that has ended stored, in their order.
    private func images(_ server: RunningServer, _ job: String) throws -> [Image] {
        let stream = try server.bytes("/kiln/v1/jobs/\(job)/events")
        return try String(decoding: stream, as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("data: ") && $0.contains("\"role\":\"result\"") }
            .compactMap { line in
                let data = try JSONSerialization.jsonObject(with: Data(line.dropFirst(6).utf8))
                guard let data = data as? [String: Any], let index = data["index"] as? Int,
                    let attempt = data["attempt"] as? Int, let url = data["url"] as? String
                else { return nil }
                return Image(index: index, attempt: attempt, url: url)
            }
    }

    private func begin(_ server: RunningServer, _ body: String) throws -> String {
        try #require(try server.json("/kiln/v1/jobs", body)["id"] as? String)
    }

    private func waitForEnd(_ server: RunningServer, _ job: String) throws {
        let isDone = try waiting {
            try server.json("/kiln/v1/jobs/\(job)")["state"] as? String == "done"
        }
        #expect(isDone)
    }

    @Test func `what is handed in before a worker dies is not made again`() throws {
        let server = try RunningServer(["--worker-program", RunningServer.program("KilnDouble")])
        defer { server.stop() }
        let job = try begin(
            server,
            """
            {"prompt": "double:trap-image", "checkpoint": "demo-sd15", "width": 64, "height": 64,
            "steps": 2, "n_iter": 2}
            """)
        try waitForEnd(server, job)
        let images = try images(server, job)
        #expect(images.map(\.index) == [0, 1])
        #expect(images.map(\.attempt) == [1, 2])
    }

    @Test func `the engine goes on where a killed worker ended, with the same bytes`() throws {
        let server = try RunningServer()
        defer { server.stop() }
        let body = """
            {"prompt": "a red circle", "checkpoint": "demo-sd15", "width": 64, "height": 64,
            "steps": 20, "n_iter": 3, "seed": 7}
            """
        let job = try begin(server, body)
        let hasImage = try waiting {
            (try server.json("/kiln/v1/jobs/\(job)")["images"] as? [Any] ?? []).count > 0
        }
        #expect(hasImage)
        for worker in server.workers { kill(worker, SIGKILL) }
        try waitForEnd(server, job)
        let images = try images(server, job)
        #expect(images.map(\.index).sorted() == [0, 1, 2])
        #expect(Set(images.map(\.attempt)) == [1, 2])
        let other = try begin(server, body)
        try waitForEnd(server, other)
        for (image, whole) in zip(images, try self.images(server, other)) {
            #expect(try server.bytes(image.url) == server.bytes(whole.url))
        }
    }

    @Test func `a picture that was enlarged before is not enlarged again`() async throws {
        let server = try RunningServer()
        defer { server.stop() }
        let grey = try Image8(
            width: 400, height: 400, channels: 3, pixels: Array(repeating: 99, count: 3 * 400 * 400)
        )
        let picture = Data(try PNG.encode(grey, texts: [])).base64EncodedString()
        let list = (0..<3).map { #"{"data": "\#(picture)", "name": "\#($0).png"}"# }
        let body = """
            {"imageList": [\(list.joined(separator: ", "))], "upscaling_resize": 4,
            "upscaler_1": "Lanczos"}
            """
        async let answer = Task.detached {
            try server.bytes("/sdapi/v1/extra-batch-images", body)
        }.value
        var job = ""
        let hasImage = try waiting {
            let jobs = try server.json("/kiln/v1/jobs")["jobs"] as? [[String: Any]]
            job = jobs?.first?["id"] as? String ?? ""
            return !(jobs?.first?["images"] as? [Any] ?? []).isEmpty
        }
        #expect(hasImage)
        for worker in server.workers { kill(worker, SIGKILL) }
        #expect(try await answer.count > 3 * 1000)
        let images = try images(server, job)
        #expect(images.map(\.index) == [0, 1, 2])
        #expect(images.first?.attempt == 1 && images.last?.attempt == 2)
    }
}
