import Foundation
import HTTPTypes
import Imaging
import Jobs
import Testing
import Wire

@testable import Server

/// What a client is told when its options cannot be kept.
@Suite struct OptionFaultTests {
    @Test(arguments: [(ENOSPC, 507, "disk_full"), (EIO, 503, "storage_failed")])
    func `a fault of the disk is the server's, and may pass`(
        code: Int32, status: Int, word: String
    ) {
        let fault = ImagingError.cannotWrite(
            path: "/data/options.json", reason: String(cString: strerror(code)))
        let error = APIError(fault, logger: nil)
        #expect(error.status.code == status && error.code == word)
        #expect(error.fields[.retryAfter] != nil && !error.message.contains("/data"))
    }

    @Test func `a folder that is gone is a fault of the disk`() async throws {
        let service = try TestService()
        defer { service.remove() }
        service.remove()
        do {
            _ = try await service.answer(
                .post, "/sdapi/v1/options", ["CLIP_stop_at_last_layers": 2])
            Issue.record("options were kept in a folder that is gone")
        } catch {
            #expect(APIError(error, logger: nil).status.code == 503)
        }
    }

    /// A service whose options cannot be kept, since a folder has the place of their file.
    private func brokenService() throws -> TestService {
        let service = try TestService()
        try FileManager.default.createDirectory(
            atPath: service.folder + "/options.json/inside", withIntermediateDirectories: true)
        return service
    }

    @Test func `options that cannot be kept are not in force`() async throws {
        let service = try brokenService()
        defer { service.remove() }
        let before = try await service.json(.get, "/sdapi/v1/options")
        await #expect(throws: ImagingError.self) {
            _ = try await service.answer(
                .post, "/sdapi/v1/options", ["CLIP_stop_at_last_layers": 2])
        }
        #expect(try await service.json(.get, "/sdapi/v1/options") == before)
    }

    @Test func `a job whose settings are to stay and cannot be kept is not made`() async throws {
        let service = try brokenService()
        defer { service.remove() }
        await #expect(throws: ImagingError.self) {
            _ = try await service.answer(
                .post, "/sdapi/v1/txt2img",
                [
                    "prompt": "x", "width": 64, "height": 64,
                    "override_settings": ["CLIP_stop_at_last_layers": 2],
                    "override_settings_restore_afterwards": false,
                ])
        }
        #expect(try await service.desk.store.counts().accepted == 0)
    }

    @Test func `what is on the disk is what holds, however many set it at once`() async throws {
        let service = try TestService()
        defer { service.remove() }
        let state = WebUIState(folder: service.folder, program: "/bin/false")
        try await withThrowingTaskGroup { group in
            for number in 0..<40 {
                group.addTask {
                    _ = try await state.set(["CLIP_stop_at_last_layers": .integer(1 + number % 12)])
                }
            }
            try await group.waitForAll()
        }
        let again = WebUIState(folder: service.folder, program: "/bin/false")
        #expect(again.options.json == state.options.json)
    }
}
