import Foundation
import Imaging
import Jobs
import Kiln
import Testing
import Wire
import WorkerAPI

@testable import Server

/// What becomes of a body of txt2img and img2img before a worker sees it.
@Suite struct GenerationRouteTests {
    private let service: TestService
    private let worker = ClaimRequest(worker: "w", device: "cpu", resident: [])

    init() throws { service = try TestService() }

    private static func picture(_ width: Int, _ height: Int) throws -> [UInt8] {
        let grey = [UInt8](repeating: 99, count: 3 * width * height)
        return try PNG.encode(
            Image8(width: width, height: height, channels: 3, pixels: grey), texts: [])
    }

    private static func base64(_ width: Int, _ height: Int) throws -> JSONValue {
        .string(Data(try picture(width, height)).base64EncodedString())
    }

    /// What a worker is given of a body that was accepted.
    private func work(_ path: String, _ body: JSONObject) async throws -> GenerationWork {
        _ = try await service.answer(.post, "/sdapi/v1/\(path)", .object(body))
        let claim = try #require(try await service.desk.claim(worker))
        guard case .generation(let work) = claim.document.work else {
            throw APIError.notFound("a generation")
        }
        return work
    }

    /// The sentence with which a body is refused.
    private func refusal(_ path: String, _ body: JSONObject) async -> String? {
        do {
            _ = try await service.answer(.post, "/sdapi/v1/\(path)", .object(body))
            return nil
        } catch {
            return APIError(error, logger: nil).message
        }
    }

    @Test func `an empty mask is none`() async throws {
        defer { service.remove() }
        let body: JSONObject = ["init_images": [try Self.base64(64, 64)], "mask": ""]
        #expect(try await work("img2img", body).start?.mask == nil)
    }

    @Test func `images begin with one picture after the other`() async throws {
        defer { service.remove() }
        let body: JSONObject = [
            "init_images": [try Self.base64(64, 64), try Self.base64(72, 64)], "n_iter": 2,
        ]
        let work = try await work("img2img", body)
        let start = try #require(work.start)
        #expect(work.request.imagePrompts.count == 4 && Set(start.pictures).count == 2)
        #expect((0..<4).map(start.picture(of:)) == start.pictures + start.pictures)
        let jobs = try await service.desk.store.jobs(JobFilter(), before: nil, limit: 9)
        #expect(jobs.map(\.imageCount) == [4])
    }

    // MARK: firstpass_image

    private func hires(_ picture: JSONValue, _ rest: JSONObject = [:]) -> JSONObject {
        var body = rest
        (body["firstpass_image"], body["enable_hr"], body["hr_scale"]) = (picture, true, 1.25)
        return body
    }

    @Test(arguments: [(64, 96), (100, 64)])
    func `a first pass is as large as the picture in its place`(
        width: Int, height: Int
    ) async throws {
        defer { service.remove() }
        let request = try await work("txt2img", hires(Self.base64(width, height))).request
        #expect(request.width == width && request.height == height)
    }

    @Test func `a picture of the size that was asked for is taken`() async throws {
        defer { service.remove() }
        let size: JSONObject = ["width": 64, "height": 100]
        #expect(try await work("txt2img", hires(Self.base64(64, 96), size)).request.height == 100)
    }

    @Test(arguments: [["width": 512, "height": 512], ["height": 72]] as [JSONObject])
    func `a picture of another size is refused at once`(size: JSONObject) async throws {
        defer { service.remove() }
        let sentence = await refusal("txt2img", hires(try Self.base64(64, 64), size))
        #expect(sentence?.hasPrefix("firstpass_image is 64×64, and the first") == true)
    }

    /// The id of an image of 64×64 whose first pass was kept or not.
    private func image(keepingFirstPass keeps: Bool) async throws -> String {
        _ = try await service.intake.take(service.order(), owner: "me")
        let claim = try #require(try await service.desk.claim(worker))
        let lease = Lease(
            job: try #require(JobID(claim.job)), attempt: claim.attempt, worker: WorkerID("w"))
        if keeps { try await service.desk.keep([1, 2, 3], of: 0, lease) }
        let stored = try await service.desk.add(
            ImageReport(
                index: 0, isBeforeHires: false, size: (64, 64), mediaType: "image/png",
                infotext: "", seeds: (1, 0)), try Self.picture(64, 64), lease)
        _ = try await service.desk.end(lease, OutcomeReport(.done))
        return "\(stored.id)"
    }

    @Test(arguments: [true, false])
    func `an image of this server has its size too`(keeps: Bool) async throws {
        defer { service.remove() }
        let id = JSONValue.string(try await image(keepingFirstPass: keeps))
        let work = try await work("txt2img", hires(id))
        #expect(work.request.width == 64 && work.request.height == 64)
        if case .result = try #require(work.resumed[0]) {
            #expect(keeps)
        } else {
            #expect(!keeps)
        }
        let sentence = await refusal("txt2img", hires(id, ["width": 128]))
        #expect(sentence?.hasPrefix("firstpass_image is 64×64") == true)
    }

    @Test func `extras and png-info take the ids of images`() async throws {
        defer { service.remove() }
        let name = JSONValue.string(try await image(keepingFirstPass: false))
        _ = try await service.answer(.post, "/sdapi/v1/png-info", ["image": name])
        _ = try await service.answer(.post, "/sdapi/v1/extra-single-image", ["image": name])
        _ = try await service.answer(
            .post, "/sdapi/v1/extra-batch-images", ["imageList": [["data": name, "name": "x"]]])
        for _ in 0..<2 { #expect(try await service.desk.claim(worker) != nil) }
    }
}
