import Foundation
import Imaging
import Jobs
import Kiln
import Testing
import Wire
import WorkerAPI

@testable import Server

/// Pictures that jobs of `/kiln/v1` begin with.
@Suite struct StartPictureTests {
    private let service: TestService
    private let file: [UInt8]

    init() throws {
        service = try TestService()
        file = try Self.file()
    }

    /// A small picture.
    static func file() throws -> [UInt8] {
        try PNG.encode(Image8(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6]))
    }

    /// The id of an image of this server that has that file.
    private func stored() async throws -> ImageID {
        let job = try await service.intake.take(service.order(), owner: "me").job
        let claim = try #require(
            try await service.desk.claim(ClaimRequest(worker: "w", device: "cpu", resident: [])))
        let report = ImageReport(
            index: 0, isBeforeHires: false, size: (2, 1), mediaType: "image/png", infotext: "",
            seeds: (1, 1))
        return try await service.desk.add(
            report, file, Lease(job: job.id, attempt: claim.attempt, worker: WorkerID("w"))
        ).id
    }

    private func take(_ image: JSONObject) async throws -> StartWork? {
        let answer = try await service.json(
            .post, "/kiln/v1/jobs", ["checkpoint": "demo-sd15", "image": .object(image)])
        let id = try #require(answer["id"]?.text.flatMap { JobID($0) })
        let bytes = try await service.desk.store.document(of: id)
        let document = try JSONDecoder().decode(JobDocument.self, from: Data(bytes))
        guard case .generation(let work) = document.work else { return nil }
        return work.start
    }

    @Test func `picture and mask may be images of this server`() async throws {
        defer { service.remove() }
        let id = try await stored()
        let start = try #require(
            try await take(["picture": .string("\(id)"), "mask": .string("\(id)")]))
        let kept = try await service.desk.store.putInput(file).description
        #expect(start.pictures == [kept] && start.mask == kept)
    }

    @Test(
        arguments: ["picture", "mask"],
        [
            "http://127.0.0.1/a.png", String(repeating: "0", count: 64),
            "HTTPS://example.com/b.png", "notapicture",
        ])
    func `what is neither a picture nor an id is refused by its field`(
        field: String, text: String
    ) async throws {
        defer { service.remove() }
        var image: JSONObject = ["picture": .string(Data(file).base64EncodedString())]
        image[field] = .string(text)
        let error = await #expect(throws: APIError.self) { _ = try await take(image) }
        #expect(error?.message.hasPrefix("image.\(field) ") == true)
        #expect(error?.message.contains("URL") == text.contains("://"))
    }
}
