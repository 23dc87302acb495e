import Checkpoints
import Foundation
import HTTPTypes
import Imaging
import Jobs
import Kiln
import Layers
import Logging
import NIOCore
import NIOHTTP1
import Prompts
import Samplers
import WebUI
import Wire
import WorkerAPI

/// A request that is refused or that failed: a status for HTTP, a code for programs, a sentence for
/// people.
struct APIError: Error, Sendable {
    /// The status.
    var status: HTTPResponse.Status
    /// A short word for programs.
    var code: String
    /// What is wrong and what would be right, in a sentence.
    var message: String
    /// The limit that was reached, by its name.
    var limit: String?
    /// The fields of the request that are to blame.
    var faults: [FieldFault] = []
    /// Fields of the answer's head.
    var fields = HTTPFields()

    init(
        _ status: HTTPResponse.Status, _ code: String, _ message: String, limit: String? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.limit = limit
    }

    /// The answer that says so.
    func reply(_ dialect: ErrorBody.Dialect, requestID: String) -> Reply {
        // What OpenAI's clients expect of a request with an unfit value.
        let status = dialect == .openAI && status == .unprocessableContent ? .badRequest : status
        var body = ErrorBody(
            status: status, code: code, sentence: message, limit: limit, requestID: requestID)
        body.faults = faults
        return Reply(
            status: status, fields: fields,
            body: .bytes(body.json(dialect), type: "application/json"))
    }
}

extension APIError {
    /// A value of a request is not what it may be.
    ///
    /// - Parameter field: the field to blame; `nil` where it is not one alone.
    static func invalid(_ message: String, field: String? = nil) -> APIError {
        var error = APIError(.unprocessableContent, "invalid", message)
        error.faults = field.map { [FieldFault(field: $0, message: message)] } ?? []
        return error
    }

    /// There is nothing at an address.
    static func notFound(_ message: String) -> APIError {
        APIError(.notFound, "not_found", message)
    }

    /// Kiln does not do what was asked for.
    static func notImplemented(_ message: String) -> APIError {
        APIError(.notImplemented, "not_implemented", message)
    }
}

// MARK: - Errors of other rooms

extension APIError {
    /// What any error means to a client. One that is nobody's fault but the server's is logged, and told
    /// without its words.
    ///
    /// - Parameter dialect: the API whose names of fields the sentence has.
    init(_ error: any Error, dialect: ErrorBody.Dialect = .kiln, logger: Logger?) {
        switch error {
        case let error as APIError: self = error
        case let refusal as Refusal: self.init(refusal)
        case let breach as LimitBreach: self.init(breach)
        case let error as JobStoreError: self.init(error, logger)
        case let error as JSONError: self.init(error)
        case let error as WireError: self.init(error)
        case let refusal as RequestRefusal: self.init(refusal, dialect, logger)
        case let error as PlanError: self.init(error, dialect)
        case ImagingError.cannotWrite(_, let reason), ImagingError.cannotRead(_, let reason):
            let isFull = [ENOSPC, EDQUOT].contains { reason == String(cString: strerror($0)) }
            self.init(isFull ? JobStoreError.full(reason) : .io(reason), logger)
        case PromptError.vocabularyNotFound, PromptError.vocabularyUnreadable:
            self.init(internal: error, logger)
        case is ModelFolderError, is SamplerError, is WebUIError: self = .invalid("\(error)")
        case is PromptError, is ImagingError, is AdapterError, is CheckpointError:
            self = .invalid("\(error)".placeless())
        case is ChannelError, is IOError, is HTTPParserError:
            self.init(.badRequest, "disconnected", "the request broke off.")
        case is CancellationError:
            self.init(.serviceUnavailable, "interrupted", "the request was interrupted.")
        default: self.init(internal: error, logger)
        }
    }

    private init(internal error: any Error, _ logger: Logger?) {
        logger?.error("a request failed", metadata: ["error": "\(error)"])
        self.init(
            .internalServerError, "internal",
            "the server failed to answer; its log says why, under the request's id.")
    }

    private init(_ error: JSONError) {
        switch error {
        case .tooDeep(let limit): self.init(LimitBreach.jsonTooDeep(limit: limit))
        case .tooManyValues(let limit): self.init(LimitBreach.tooManyValues(limit: limit))
        case .tooManyKeys(let limit): self.init(LimitBreach.tooManyKeys(limit: limit))
        case .longString(let bytes): self.init(LimitBreach.longString(bytes: bytes))
        default: self.init(.badRequest, "not_json", "\(error)")
        }
    }

    init(_ refusal: Refusal) {
        self.init(refusal.status, refusal.code, refusal.sentence)
        fields = refusal.fields
    }

    private init(_ breach: LimitBreach) {
        self.init(breach.status, breach.code, breach.description, limit: breach.limit)
        fields[.retryAfter] = breach.retryAfter.map(String.init)
    }

    private init(_ error: JobStoreError, _ logger: Logger?) {
        let (status, code): (HTTPResponse.Status, String) =
            switch error {
            case .leaseLost: (.conflict, "lease_lost")
            case .noJob, .noImage, .noFirstPass, .noInput: (.notFound, "not_found")
            case .gone, .noDocument: (.gone, "gone")
            case .incomplete, .notQueued: (.conflict, "conflict")
            case .shareFull: (.tooManyRequests, "queue_full")
            case .invalid: (.unprocessableContent, "invalid")
            case .full: (.insufficientStorage, "disk_full")
            case .io, .damaged, .inUse, .newerSchema: (.serviceUnavailable, "storage_failed")
            }
        self.init(status, code, error.sentenceForClients)
        if status == .serviceUnavailable {
            logger?.error("the store failed", metadata: ["error": "\(error)"])
        }
        if [.insufficientStorage, .serviceUnavailable].contains(status) {
            fields[.retryAfter] = "60"
            limit = status == .insufficientStorage ? "free_disk_bytes" : nil
        }
    }
}

extension HTTPResponse.Status {
    /// The disk has no room (RFC 4918, section 11.5).
    static let insufficientStorage = HTTPResponse.Status(
        code: 507, reasonPhrase: "Insufficient Storage")
}

extension JobStoreError {
    /// What a client is told. Which file the disk refused is for the log.
    fileprivate var sentenceForClients: String {
        switch self {
        case .full: "there is no room left on the server's disk; free some space."
        case .io: "the server's disk failed; its log says where, under the request's id."
        case .inUse, .newerSchema: "the server's data folder cannot be used."
        default: description.placeless()
        }
    }
}
