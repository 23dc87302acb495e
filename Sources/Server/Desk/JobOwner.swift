/// Who sends a job: the name under which it is kept, and whether the queue has a bound for them alone.
struct JobOwner: Sendable, ExpressibleByStringLiteral {
    let name: String
    let isBounded: Bool

    /// Somebody by a name, without a bound.
    init(stringLiteral name: String) { (self.name, isBounded) = (name, false) }

    /// Who sends a request. Those who may administer the server have all of the queue.
    init(_ principal: Principal) {
        name = principal.name
        isBounded = !principal.scopes.contains(.admin)
    }
}
