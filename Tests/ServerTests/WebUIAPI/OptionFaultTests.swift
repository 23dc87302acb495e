import Foundation
import HTTPTypes
import Imaging
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
}
