package import HTTPTypes

/// A request that a limit forbids.
package enum LimitBreach: Error, Equatable, Sendable {
    case headersTooLarge(bytes: Int)
    case tooManyFields(limit: Int)
    case slowHead(seconds: Int)
    /// - Parameter rate: bytes per second.
    case slowBody(rate: Int)
    case bodyTooLarge(bytes: Int)
    case bodiesTooLarge(bytes: Int)
    case responsesTooLarge(bytes: Int)
    case jsonTooDeep(limit: Int)
    case tooManyValues(limit: Int)
    case tooManyKeys(limit: Int)
    case longString(bytes: Int)
    case badSize(width: Int, height: Int)
    case tooLongEdge(width: Int, height: Int, limit: Int)
    case tooManyPixels(width: Int, height: Int, limit: Int)
    case tooManyImages(Int, limit: Int)
    case longPrompt(characters: Int, limit: Int)
    case tooManyPictures(Int, limit: Int)
    /// - Parameter wait: whole seconds until a place is likely free.
    case queueFull(limit: Int, wait: Int)
    /// - Parameter wait: whole seconds until a place is likely free.
    case ownQueueFull(limit: Int, wait: Int)
    case tooManyWaiting(limit: Int, wait: Int)
    case tooManyStreams(limit: Int, wait: Int)
    case stopping(wait: Int)
    case diskFull(bytes: Int64)
}

extension LimitBreach {
    /// The limit's name, as `Limits` has it in snake case, or `JSONLimits` with `json_` before it; nil where no figure is behind the refusal.
    package var limit: String? {
        switch self {
        case .headersTooLarge: "header_bytes"
        case .tooManyFields: "header_fields"
        case .slowHead: "header_time"
        case .slowBody: "body_rate"
        case .bodyTooLarge: "body_bytes"
        case .bodiesTooLarge: "body_bytes_in_all"
        case .responsesTooLarge: "response_bytes_in_all"
        case .jsonTooDeep: "json_depth"
        case .tooManyValues: "json_values"
        case .tooManyKeys: "json_keys"
        case .longString: "json_string_bytes"
        case .badSize, .tooManyPixels: "pixels"
        case .tooLongEdge: "edge"
        case .tooManyImages: "images_per_job"
        case .longPrompt: "prompt_characters"
        case .tooManyPictures: "pictures_per_request"
        case .queueFull: "queued_jobs"
        case .ownQueueFull: "queued_jobs_per_owner"
        case .tooManyWaiting: "waiting_requests"
        case .tooManyStreams: "event_streams"
        case .stopping: nil
        case .diskFull: "free_disk_bytes"
        }
    }

    package var status: HTTPResponse.Status {
        switch self {
        case .headersTooLarge, .tooManyFields: .requestHeaderFieldsTooLarge
        case .slowHead, .slowBody: .requestTimeout
        case .bodyTooLarge: .contentTooLarge
        case .jsonTooDeep, .tooManyValues, .tooManyKeys, .longString, .badSize, .tooLongEdge,
            .tooManyPixels,
            .tooManyImages, .longPrompt, .tooManyPictures:
            .unprocessableContent
        case .queueFull, .ownQueueFull, .tooManyWaiting, .tooManyStreams: .tooManyRequests
        case .bodiesTooLarge, .responsesTooLarge, .stopping: .serviceUnavailable
        case .diskFull: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        }
    }

    /// A word for machines.
    package var code: String {
        switch self {
        case .stopping: "stopping"
        case .diskFull: "disk_full"
        case .slowHead, .slowBody: "too_slow"
        case .queueFull, .ownQueueFull: "queue_full"
        case .tooManyWaiting, .tooManyStreams, .bodiesTooLarge, .responsesTooLarge: "busy"
        default: "over_limit"
        }
    }

    /// Whole seconds after which the same request may be let through; nil where it never will.
    package var retryAfter: Int? {
        switch self {
        case .queueFull(_, let wait), .ownQueueFull(_, let wait), .tooManyWaiting(_, let wait),
            .tooManyStreams(_, let wait), .stopping(let wait):
            max(1, wait)
        case .bodiesTooLarge, .responsesTooLarge: 1
        case .diskFull: 60
        default: nil
        }
    }
}

extension LimitBreach: CustomStringConvertible {
    /// One sentence that says what is wrong and what would be right.
    package var description: String {
        switch self {
        case .headersTooLarge(let bytes):
            "The request's fields are too long; at most \(bytes) bytes are read."
        case .tooManyFields(let limit):
            "The request has too many fields; at most \(limit) are read."
        case .slowHead(let seconds):
            "The request's fields took too long; they must come within \(seconds) seconds."
        case .slowBody(let rate):
            "The request's body comes too slowly; it must come with at least \(rate) bytes per second."
        case .bodyTooLarge(let bytes):
            "The request's body is too long; at most \(bytes) bytes are read."
        case .bodiesTooLarge(let bytes):
            "Too many large requests come in at the same time; together they may have \(bytes) bytes."
        case .responsesTooLarge(let bytes):
            "Too many large responses go out at the same time; together they may have \(bytes) bytes."
        case .jsonTooDeep(let limit):
            "The JSON is nested too deeply; at most \(limit) lists and objects may lie in each other."
        case .tooManyValues(let limit): "The JSON has too many values; at most \(limit) are read."
        case .tooManyKeys(let limit):
            "An object of the JSON has too many keys; at most \(limit) are read."
        case .longString(let bytes):
            "A string of the JSON is too long; at most \(bytes) bytes are read."
        case .badSize(let width, let height):
            "A picture cannot be \(width)x\(height) pixels; both sides must be at least 1."
        case .tooLongEdge(let width, let height, let limit):
            "A picture of \(width)x\(height) pixels is too large; a side may have at most \(limit)."
        case .tooManyPixels(let width, let height, let limit):
            "A picture of \(width)x\(height) pixels is too large; it may have at most \(limit) pixels."
        case .tooManyImages(let count, let limit):
            "A job of \(count) pictures is too large; it may make at most \(limit)."
        case .longPrompt(let characters, let limit):
            "A prompt of \(characters) characters is too long; it may have at most \(limit)."
        case .tooManyPictures(let count, let limit):
            "A request with \(count) pictures is too large; it may bring at most \(limit)."
        case .queueFull(let limit, _): "\(limit) jobs wait already; try again later."
        case .ownQueueFull(let limit, _):
            "\(limit) of your jobs wait already; try again when some of them are done."
        case .tooManyWaiting(let limit, _):
            "\(limit) requests wait for their pictures already; try again later, or post a job to /kiln/v1/jobs."
        case .tooManyStreams(let limit, _):
            "\(limit) streams of events are open already; try again later."
        case .stopping: "The server is stopping; try again when it has started."
        case .diskFull(let bytes):
            "The server's disk has less than \(bytes) bytes left; remove something and try again."
        }
    }
}
