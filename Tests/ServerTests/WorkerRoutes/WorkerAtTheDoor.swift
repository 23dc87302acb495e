import Foundation
import HTTPTypes
import Jobs
import Wire
import WorkerAPI

@testable import Server

/// A worker that says what it likes to the routes of a service.
struct WorkerAtTheDoor {
    let service: TestService
    var name = "w"

    private var fields: HTTPFields {
        var fields = HTTPFields()
        if let field = HTTPField.Name(WorkerRoute.workerField) { fields[field] = name }
        return fields
    }

    /// What a route answers; a refusal is thrown as clients see it.
    @discardableResult
    func say(
        _ method: Wire.Operation.Method, _ path: String, _ body: [UInt8] = []
    ) async throws -> [UInt8] {
        do {
            var reply = try await service.answer(method, path, bytes: body, fields: fields)
            if case .later(let answer) = reply.body { reply = try await answer() }
            if case .bytes(let bytes, _) = reply.body { return bytes }
            return []
        } catch {
            throw APIError(error, logger: nil)
        }
    }

    /// Asks for a job.
    func claim() async throws -> ClaimAnswer? {
        let request = ClaimRequest(worker: name, device: "cpu", resident: [])
        let answer = try await say(
            .post, WorkerRoute.claims, [UInt8](JSONEncoder().encode(request)))
        guard !answer.isEmpty,
            case .job(let claim) = try JSONDecoder().decode(ClaimReply.self, from: Data(answer))
        else { return nil }
        return claim
    }

    /// The path of a part of a job's try.
    func path(_ claim: ClaimAnswer, _ part: WorkerRoute.Part) -> String {
        WorkerRoute.lease(claim.job, "\(claim.attempt)", part)
    }
}
