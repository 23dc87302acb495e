/// How many jobs there are.
package struct JobCounts: Sendable, Hashable {
    /// All that were ever accepted.
    package var accepted: Int
    /// Those whose rows were removed since, by age or number.
    package var removed: Int
    /// Those that are known, by state.
    package var states: [JobState: Int]

    package init(accepted: Int = 0, removed: Int = 0, states: [JobState: Int] = [:]) {
        self.accepted = accepted
        self.removed = removed
        self.states = states
    }

    /// How many are in a state.
    package subscript(_ state: JobState) -> Int { states[state] ?? 0 }
}
