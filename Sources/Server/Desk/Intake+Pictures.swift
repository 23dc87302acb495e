import Jobs
import WebUI

extension Intake {
    /// The bytes of a picture in a body: base64, the id of an image of this server, the name under which a
    /// picture is kept that came with a job, or a URL.
    ///
    /// - Parameters:
    ///   - field: where it stands, for the error.
    ///   - fetching: whether the API takes URLs, where the server does.
    /// - Throws: `WireError`, ``APIError``, `JobStoreError`, `FetchError`.
    func picture(
        _ text: String, field: String, fetching: Bool = true
    ) async throws -> [UInt8] {
        switch try PictureText(text, field: field, limit: limits.bodyBytes) {
        case .bytes(let bytes): return bytes
        case .image(let name):
            if let id = ImageID(name) { return try await desk.store.bytes(of: id) }
            guard let blob = BlobID(name) else {
                throw APIError.invalid("\(field) is neither a picture in base64 nor the id of one.")
            }
            return try await input(blob, field: field)
        case .url where !fetching:
            throw APIError.invalid(
                "\(field) is a URL, and /kiln/v1 takes none; send the picture in base64, or the id of an "
                    + "image of this server.")
        case .url(let url):
            return try await fetch.picture(at: url, field: field)
        }
    }

    private func input(_ blob: BlobID, field: String) async throws -> [UInt8] {
        do throws(JobStoreError) {
            return try await desk.store.input(blob)
        } catch {
            guard case .noInput = error else { throw error }
            throw APIError.invalid(
                "\(field) names a picture that came with a job and is not kept any more; send the picture."
            )
        }
    }
}
