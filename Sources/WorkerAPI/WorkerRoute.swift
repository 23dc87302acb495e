/// The paths by which a worker reaches its server.
package enum WorkerRoute {
    /// In front of all of them.
    private static let root = "/worker/v1"
    /// Header field with the worker's name.
    package static let workerField = "kiln-worker"

    /// Asks for a job.
    package static let claims = root + "/claims"

    /// What belongs to a try of a job.
    package static func lease(_ job: String, _ attempt: String, _ what: Part) -> String {
        "\(root)/jobs/\(job)/\(attempt)/\(what.path)"
    }

    /// Parts of a try.
    package enum Part: Sendable {
        case progress
        /// Asks for orders; answered when there is one, or when so many seconds have passed.
        case orders
        case preview(image: String)
        case firstPass(image: String)
        case images
        case input(String)
        case outcome

        fileprivate var path: String {
            switch self {
            case .progress: "progress"
            case .orders: "orders"
            case .preview(let image): "previews/\(image)"
            case .firstPass(let image): "first-passes/\(image)"
            case .images: "images"
            case .input(let name): "inputs/\(name)"
            case .outcome: "outcome"
            }
        }
    }
}
