/// Which jobs to list. What is `nil` does not matter.
package struct JobFilter: Sendable, Hashable {
    package var states: Set<JobState>?
    package var owner: String?
    package var kind: String?

    package init(states: Set<JobState>? = nil, owner: String? = nil, kind: String? = nil) {
        self.states = states
        self.owner = owner
        self.kind = kind
    }
}
