/// What a principal may do.
package enum Scope: String, Sendable, Hashable, CaseIterable {
    /// See jobs, pictures, models and settings.
    case read
    /// Make, change and cancel jobs, and let workers go of their models, which clients of the web UI do between jobs;
    /// includes `read`.
    case generate
    /// Change what holds for everyone: settings, and jobs whosever they are; includes `generate`.
    case admin
    /// Claim jobs and hand in results. Only a worker's token has it, and that has no other.
    case worker

    /// All scopes of persons.
    package static let persons: Set<Scope> = [.read, .generate, .admin]

    /// The scope and those it includes.
    package var included: Set<Scope> {
        switch self {
        case .read: [.read]
        case .generate: [.read, .generate]
        case .admin: Self.persons
        case .worker: [.worker]
        }
    }
}
