import HTTPTypes
import Testing

@testable import Server

struct BrowserMatrixTests {
    private let time = TestClock()

    private func gate(withToken: Bool) throws -> Gate {
        let known = try Credentials(list: withToken ? BrowserCase.token : "")
        return Gate(
            configuration: try GateConfiguration(
                hosts: ["kiln.example.com"], origins: [BrowserCase.listed], credentials: known),
            failures: FailureLedger(now: time.now))
    }

    private func status(_ verdict: Verdict) -> Int {
        switch verdict {
        case .admitted: 0
        case .preflight: 204
        case .refused(let refusal): refusal.status.code
        }
    }

    private func fields(_ verdict: Verdict) -> HTTPFields {
        switch verdict {
        case .admitted(_, let fields), .preflight(let fields): fields
        case .refused(let refusal): refusal.fields
        }
    }

    private func cases(host: BrowserCase.Host) -> [BrowserCase] {
        var cases: [BrowserCase] = []
        for page in BrowserCase.Page.allCases {
            for content in BrowserCase.Content.allCases {
                for site in BrowserCase.Site.allCases {
                    for route in BrowserCase.Route.allCases {
                        cases += [true, false].map {
                            BrowserCase(
                                page: page, host: host, content: content, site: site, route: route,
                                isAuthorized: $0)
                        }
                    }
                }
            }
        }
        return cases
    }

    @Test(arguments: BrowserCase.Host.allCases, [true, false])
    func `of all that a browser can send, only what the rules allow passes`(
        host: BrowserCase.Host, withToken: Bool
    ) throws {
        let gate = try gate(withToken: withToken)
        for wanted in cases(host: host) {
            time.advance(.seconds(60))
            let verdict = gate.verdict(
                wanted.request, from: "127.0.0.1", operation: wanted.route.facts)
            #expect(status(verdict) == wanted.expected(withToken: withToken), "\(wanted)")
        }
    }

    @Test(arguments: BrowserCase.Host.allCases)
    func `no answer has anything of an origin that is not listed`(host: BrowserCase.Host) throws {
        let gate = try gate(withToken: true)
        for sent in cases(host: host) {
            let verdict = gate.verdict(sent.request, from: "127.0.0.1", operation: sent.route.facts)
            let allowed = fields(verdict)[values: .accessControlAllowOrigin]
            let passesOrigin = sent.page == .listed && host.refusal == nil
            #expect(allowed == (passesOrigin ? [BrowserCase.listed] : []), "\(sent)")
            #expect(!"\(fields(verdict))".contains("evil"), "\(sent)")
            if case .refused(let refusal) = verdict {
                #expect(!refusal.sentence.contains("evil"), "\(sent)")
            }
        }
    }

    @Test func `a preflight names only what the program allows`() throws {
        var request = BrowserCase(
            page: .listed, host: .localhost, content: .nothing, site: .crossSite, route: .preflight,
            isAuthorized: false
        ).request
        request.headerFields[.accessControlRequestHeaders] = "x-evil"
        request.headerFields[.requestPrivateNetwork] = "true"
        let verdict = try gate(withToken: true).verdict(
            request, from: "127.0.0.1", operation: nil)
        guard case .preflight(let fields) = verdict else {
            Issue.record("\(verdict) is no preflight")
            return
        }
        #expect(fields[.accessControlAllowOrigin] == BrowserCase.listed)
        #expect(fields[.vary] == "Origin")
        #expect(fields[.accessControlAllowHeaders]?.contains("evil") == false)
        #expect(fields[.accessControlAllowHeaders]?.contains("Authorization") == true)
        #expect(fields[.allowPrivateNetwork] == "true")
        #expect(!fields.contains(.accessControlAllowCredentials))
    }
}
