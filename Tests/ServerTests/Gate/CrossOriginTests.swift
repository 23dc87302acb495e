import HTTPTypes
import Testing

@testable import Server

/// What a page of an allowed origin may read of answers, and send.
@Suite struct CrossOriginTests {
    private func names(_ text: String?) -> Set<String> {
        Set((text ?? "").split(separator: ",").map { $0.filter { $0 != " " } })
    }

    @Test func `a page reads the fields that answers have for it`() {
        let fields = CrossOrigin.fields(for: .listed("https://app.example"), listsOrigins: true)
        #expect(
            names(fields[.accessControlExposeHeaders])
                == ["Content-Range", "ETag", "Location", "Retry-After", "X-Request-Id"])
    }

    @Test func `a page may send the fields that requests have`() {
        let request = HTTPRequest(
            method: .options, scheme: "http", authority: "localhost", path: "/",
            headerFields: [.accessControlRequestMethod: "GET"])
        let fields = CrossOrigin.preflight(request, standing: .listed("https://app.example"))
        let allowed = names(fields?[.accessControlAllowHeaders])
        let sent: Set = ["Idempotency-Key", "If-None-Match", "Last-Event-ID", "Range"]
        #expect(sent.isSubset(of: allowed))
    }
}
